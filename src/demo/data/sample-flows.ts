import {
  api,
  cli,
  crm,
  db,
  type Flow,
  file,
  fromTriage,
  hourly,
  http,
  inbox,
  model,
  modelStep,
  nightly,
  prompt,
  slack,
  step,
  supportTool,
  webhook,
  weekly,
} from './sample-flow.ts';

type FlowPlan = Omit<Flow, 'kind' | 'models'> & {
  readonly models?: readonly string[];
};

const workflows: readonly FlowPlan[] = [
  {
    name: 'signup-pipeline',
    project: 'core',
    weight: { day: 15, night: 5 },
    triggers: [webhook('signup'), webhook('signup'), webhook('signup'), api],
    actors: ['ada', 'grace', 'web', 'web'],
    steps: [
      step('validate-input', 12, [], { failures: ['invalidInput'] }),
      step('create-user', 180, [db('INSERT users'), db('INSERT teams')], { failures: ['duplicateKey'] }),
      modelStep('write-welcome', 1_400, [model('gpt-5-mini')], { attempts: 2, failures: ['rateLimit'] }),
      step('send-email', 900, [http('POST mail.postbox.test/send')], {
        attempts: 3,
        failures: ['mailTimeout', 'mailTimeout', 'mailTimeout', 'rateLimit'],
      }),
    ],
    services: ['postgres', 'postbox'],
    failureRate: 0.09,
  },
  {
    name: 'lead-enrichment',
    project: 'growth',
    weight: { day: 9, night: 2 },
    triggers: [crm, crm, webhook('crm')],
    actors: ['crm', 'linus'],
    steps: [
      step('look-up-company', 780, [http('GET api.firms.test/by-domain')], {
        attempts: 3,
        failures: ['rateLimit'],
      }),
      modelStep('score-lead', 1_900, [model('gpt-5-mini')], { failures: ['promptTooLong'] }),
      step('update-crm', 420, [http('PATCH crm.example.com/contacts')], {
        attempts: 2,
        failures: ['notJson'],
      }),
    ],
    services: ['firms', 'crm'],
    failureRate: 0.06,
  },
  {
    name: 'ticket-triage',
    project: 'support',
    weight: { day: 13, night: 4 },
    triggers: [inbox, inbox, inbox, webhook('helpdesk')],
    actors: ['inbox', 'grace'],
    steps: [
      step('read-thread', 330, [http('GET helpdesk.example.com/threads')], {
        attempts: 2,
        failures: ['notJson'],
      }),
      modelStep('classify', 1_100, [model('gpt-5-mini')], { attempts: 2, failures: ['rateLimit'] }),
      modelStep('draft-reply', 4_800, [model('claude-sonnet-4.5')], { failures: ['promptTooLong'] }),
      step('assign', 210, [http('PUT helpdesk.example.com/assignee')]),
    ],
    services: ['helpdesk'],
    failureRate: 0.05,
  },
  {
    name: 'order-fulfillment',
    project: 'shop',
    weight: { day: 12, night: 4 },
    triggers: [webhook('order'), webhook('order'), api],
    actors: ['web', 'hedy'],
    steps: [
      step('reserve-stock', 140, [db('UPDATE stock')], { failures: ['undefinedId'] }),
      step('charge-card', 1_300, [http('POST pay.example.com/charges')], {
        failures: ['cardDeclined', 'cardDeclined'],
      }),
      step('print-label', 700, [http('POST parcels.test/labels'), file('write label.pdf')], {
        attempts: 2,
        failures: ['notJson'],
      }),
      step('courier-pickup', 90_000, [], { type: 'hook' }),
      step('send-tracking', 600, [http('POST mail.postbox.test/send')], {
        attempts: 3,
        failures: ['mailTimeout'],
      }),
    ],
    services: ['postgres', 'pay', 'parcels', 'postbox'],
    failureRate: 0.07,
  },
  {
    name: 'refund-approval',
    project: 'billing',
    weight: { day: 4, night: 1 },
    triggers: [supportTool, supportTool, api],
    actors: ['support-agent', 'margaret'],
    steps: [
      step('load-order', 160, [db('SELECT orders')], { failures: ['undefinedId'] }),
      modelStep('assess', 2_100, [model('gpt-5')]),
      step('manual approval', 140_000, [], { type: 'hook' }),
      step('pay-back', 1_500, [http('POST pay.example.com/refunds')], { failures: ['cardDeclined'] }),
    ],
    services: ['postgres', 'pay'],
    failureRate: 0.05,
  },
  {
    name: 'release-notes',
    project: 'core',
    weight: { day: 3, night: 0 },
    triggers: [cli, cli, api],
    actors: ['linus', 'ada', 'ci'],
    steps: [
      step('list-commits', 450, [http('GET git.example.com/commits')]),
      modelStep('summarize', 6_200, [model('claude-sonnet-4.5')], {
        failures: ['promptTooLong', 'rateLimit'],
      }),
      step('publish', 380, [http('POST git.example.com/releases')]),
    ],
    services: ['git'],
    failureRate: 0.05,
  },
  {
    name: 'invoice-sync',
    project: 'billing',
    weight: { day: 10, night: 8 },
    triggers: [hourly, hourly, nightly, api],
    actors: ['system'],
    steps: [
      step(
        'list-invoices',
        2_300,
        [http('GET ledger.test/invoices'), http('GET ledger.test/invoices?page=2')],
        { attempts: 3, failures: ['rateLimit', 'rateLimit', 'ledgerTimeout'] },
      ),
      step('match-customers', 640, [db('SELECT customers'), db('SELECT contracts')], {
        failures: ['undefinedId'],
      }),
      step('post-entries', 5_200, [http('POST ledger.test/entries'), db('UPDATE invoices')], {
        attempts: 2,
        failures: ['rateLimit'],
      }),
    ],
    services: ['ledger', 'postgres'],
    failureRate: 0.1,
  },
  {
    name: 'nightly-report',
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
    services: ['postgres', 'postbox', 's3'],
    failureRate: 0.14,
  },
  {
    name: 'document-ingest',
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
    services: ['files', 'postgres'],
    failureRate: 0.06,
  },
  {
    name: 'image-thumbnails',
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
    services: ['files', 's3'],
    failureRate: 0.03,
  },
  {
    name: 'churn-forecast',
    project: 'growth',
    weight: { day: 1, night: 3 },
    triggers: [weekly, cli],
    actors: ['system', 'radia'],
    steps: [
      step('load-history', 31_000, [db('SELECT events'), db('SELECT accounts')], { failures: ['refused'] }),
      step('train', 180_000, [file('read features')], { failures: ['outOfMemory'] }),
      step('score-accounts', 44_000, [db('UPDATE accounts')]),
    ],
    services: ['postgres', 's3'],
    failureRate: 0.08,
  },
  {
    name: 'backup-verify',
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
    services: ['s3', 'postgres'],
    failureRate: 0.06,
  },
];

const agents: readonly FlowPlan[] = [
  {
    name: 'support-agent',
    project: 'support',
    weight: { day: 7, night: 2 },
    triggers: [slack, fromTriage, prompt],
    actors: ['grace', 'margaret', 'inbox'],
    steps: [
      modelStep('plan', 2_400, [model('claude-sonnet-4.5')]),
      step('search-orders', 320, [db('SELECT orders')], { type: 'tool', failures: ['undefinedId'] }),
      step('refund-approval', 8_000, [http('POST /v1/runs')], { type: 'tool', failures: ['hostRefused'] }),
      modelStep('answer', 3_900, [model('claude-sonnet-4.5')], { failures: ['promptTooLong'] }),
    ],
    services: ['postgres', 'slack'],
    failureRate: 0.06,
  },
  {
    name: 'research-agent',
    project: 'growth',
    weight: { day: 4, night: 1 },
    triggers: [prompt, slack, api],
    actors: ['radia', 'tim'],
    steps: [
      modelStep('plan', 3_100, [model('gpt-5')]),
      step('search-web', 1_900, [http('GET search.example.com')], { type: 'tool', failures: ['rateLimit'] }),
      step('read-page', 1_400, [http('GET pages.example.com')], { type: 'tool', failures: ['notJson'] }),
      modelStep('answer', 9_000, [model('gpt-5')], { failures: ['promptTooLong', 'rateLimit'] }),
    ],
    models: ['gpt-5', 'gpt-5-mini'],
    services: ['search'],
    failureRate: 0.1,
  },
  {
    name: 'on-call-agent',
    project: 'infra',
    weight: { day: 2, night: 4 },
    triggers: [slack, nightly],
    actors: ['ken', 'system'],
    steps: [
      modelStep('plan', 1_800, [model('gpt-5-mini')]),
      step('read-metrics', 600, [http('GET metrics.example.com')], {
        type: 'tool',
        failures: ['hostRefused'],
      }),
      modelStep('answer', 2_600, [model('gpt-5-mini')]),
    ],
    services: ['metrics', 'slack'],
    failureRate: 0.05,
  },
];

export const flows: readonly Flow[] = [
  ...workflows.map(plan => toFlow(plan, 'workflow')),
  ...agents.map(plan => toFlow(plan, 'agent')),
];

function toFlow(plan: FlowPlan, kind: Flow['kind']): Flow {
  const calls = plan.steps.flatMap(one => one.calls).filter(call => call.kind === 'model');
  return { kind, models: [...new Set(calls.map(({ name }) => name))], ...plan };
}
