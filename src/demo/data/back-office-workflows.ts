import {
  api,
  cli,
  db,
  file,
  hourly,
  http,
  model,
  modelStep,
  nightly,
  step,
  webhook,
  weekly,
} from './flow-parts.ts';
import type { Flow } from './sample-flow.ts';

export const backOfficeWorkflows: readonly Flow[] = [
  {
    name: 'invoice-sync',
    kind: 'workflow',
    project: 'billing',
    weight: { day: 10, night: 8 },
    triggers: [hourly, hourly, nightly, api],
    actors: ['system'],
    steps: [
      step(
        'list-invoices',
        2_300,
        [http('GET ledger.test/invoices'), http('GET ledger.test/invoices?page=2')],
        {
          attempts: 3,
          failures: ['rateLimit', 'rateLimit', 'ledgerTimeout'],
        },
      ),
      step('match-customers', 640, [db('SELECT customers'), db('SELECT contracts')], {
        failures: ['undefinedId'],
      }),
      step('post-entries', 5_200, [http('POST ledger.test/entries'), db('UPDATE invoices')], {
        attempts: 2,
        failures: ['rateLimit'],
      }),
    ],
    models: [],
    services: ['ledger', 'postgres'],
    failureRate: 0.1,
  },
  {
    name: 'nightly-report',
    kind: 'workflow',
    project: 'billing',
    weight: { day: 1, night: 22 },
    triggers: [nightly],
    actors: ['system'],
    steps: [
      step('collect-rows', 48_000, [db('SELECT payments'), db('SELECT orders'), db('SELECT refunds')], {
        failures: ['missingRelation', 'missingRelation', 'refused'],
      }),
      step('aggregate', 21_000, [db('CREATE TEMP totals')], { failures: ['outOfMemory'] }),
      step('render-pdf', 9_000, [file('write report.pdf')]),
      step('deliver', 1_200, [http('POST mail.postbox.test/send')], {
        attempts: 3,
        failures: ['mailTimeout'],
      }),
    ],
    models: [],
    services: ['postgres', 'postbox', 's3'],
    failureRate: 0.14,
  },
  {
    name: 'document-ingest',
    kind: 'workflow',
    project: 'search',
    weight: { day: 8, night: 4 },
    triggers: [webhook('upload'), api],
    actors: ['ada', 'web', 'barbara'],
    steps: [
      step('fetch-file', 1_600, [http('GET files.example.com'), file('write /tmp')], {
        attempts: 2,
        failures: ['hostRefused'],
      }),
      step('split-pages', 900, [file('read /tmp')], { failures: ['outOfMemory'] }),
      modelStep('embed-pages', 7_500, [model('text-embedding-3-small'), model('text-embedding-3-small')], {
        attempts: 3,
        failures: ['rateLimit'],
      }),
      step('write-index', 1_300, [db('INSERT chunks'), db('INSERT vectors')], { failures: ['refused'] }),
    ],
    models: ['text-embedding-3-small'],
    services: ['files', 'postgres'],
    failureRate: 0.06,
  },
  {
    name: 'image-thumbnails',
    kind: 'workflow',
    project: 'media',
    weight: { day: 11, night: 5 },
    triggers: [webhook('upload')],
    actors: ['web'],
    steps: [
      step('download', 500, [http('GET files.example.com')], { attempts: 2, failures: ['hostRefused'] }),
      step('resize', 350, [file('read original'), file('write 320'), file('write 1280')], {
        failures: ['outOfMemory'],
      }),
    ],
    models: [],
    services: ['files', 's3'],
    failureRate: 0.03,
  },
  {
    name: 'churn-forecast',
    kind: 'workflow',
    project: 'growth',
    weight: { day: 1, night: 3 },
    triggers: [weekly, cli],
    actors: ['system', 'radia'],
    steps: [
      step('load-history', 31_000, [db('SELECT events'), db('SELECT accounts')], { failures: ['refused'] }),
      step('train', 180_000, [file('read features')], { failures: ['outOfMemory'] }),
      step('score-accounts', 44_000, [db('UPDATE accounts')]),
    ],
    models: [],
    services: ['postgres', 's3'],
    failureRate: 0.08,
  },
  {
    name: 'backup-verify',
    kind: 'workflow',
    project: 'infra',
    weight: { day: 0, night: 10 },
    triggers: [nightly, nightly, cli],
    actors: ['system', 'ken'],
    steps: [
      step('restore', 64_000, [http('GET s3.example.com/backup'), file('write restore')], {
        attempts: 2,
        failures: ['hostRefused'],
      }),
      step('compare', 12_000, [db('SELECT checksums')], { failures: ['checksum'] }),
    ],
    models: [],
    services: ['s3', 'postgres'],
    failureRate: 0.06,
  },
];
