import { alternate, dayOf, idOf, isoOf, listOf, sometimesTwice, uuidOf, wordsOf } from './pair-noise.ts';
import type { DrawRun } from './planted-pairs.ts';
import { hex, type ScriptStep } from './run-script.ts';
import { script, step } from './script-edits.ts';

const tables = ['orders', 'refunds', 'customers'];

/** A support agent: turns of a model, each with a tool. */
export const agent: DrawRun = (random, at, index) => {
  const turns = alternate(index, [2, 3, 4]);
  const chat = (turn: number): ScriptStep =>
    step(
      'chat',
      { turn, messages: 2 * turn + 1 },
      { text: wordsOf(random, 12), finish: turn === turns - 1 ? 'stop' : 'tool' },
      {
        ...{ type: 'model', ms: 400 },
        calls: [
          {
            name: 'POST /chat',
            kind: 'model',
            attributes: {
              'gen_ai.request.model': 'gpt-5-mini',
              'gen_ai.request.temperature': 0.2,
              'gen_ai.usage.output_tokens': random.between(80, 300),
            },
          },
        ],
      },
    );
  const tool = (turn: number): ScriptStep =>
    step(
      turn % 2 === 0 ? 'search-orders' : 'read-policy',
      { query: wordsOf(random, 3), limit: 10 },
      {
        hits: listOf(random.between(1, 5), () => ({ id: idOf(random, 'doc'), score: random.next() })),
        total: random.between(5, 40),
      },
    );
  return script('answer-ticket', {
    ...{ kind: 'agent', trigger: 'webhook', models: ['gpt-5-mini'] },
    input: {
      ticket: idOf(random, 'tkt'),
      language: alternate(index, ['en', 'de']),
      channel: alternate(index, ['email', 'chat']),
      openedAt: isoOf(at),
      text: wordsOf(random, 20),
    },
    output: { answer: wordsOf(random, 15) },
    steps: [
      step(
        'load-ticket',
        { fields: 'all' },
        {
          customer: idOf(random, 'cus'),
          plan: alternate(index, ['free', 'team']),
          priority: alternate(index, ['low', 'normal']),
          thread: random.between(1, 6),
        },
      ),
      ...listOf(turns, turn => [chat(turn), tool(turn)]).flat(),
      step('post-answer', { internal: false }, { comment: idOf(random, 'com') }),
    ],
  });
};

/** A nightly load of tables into a warehouse. */
export const nightlyLoad: DrawRun = (random, at, _index) =>
  script('nightly-load', {
    trigger: 'schedule',
    input: { day: dayOf(at), tables, full: false, watermark: isoOf(at - 86_400_000), jobs: 4 },
    output: { tables: tables.length },
    raw: { region: 'eu-1', release: '5.2.0' },
    steps: [
      step(
        'plan',
        { day: dayOf(at) },
        { partitions: random.between(10, 16), strategy: 'incremental', snapshot: hex(random, 10) },
      ),
      ...tables.map(table =>
        step(
          `load-${table}`,
          { table, since: isoOf(at - 86_400_000) },
          {
            rows: random.between(900, 1_400),
            checksum: hex(random, 16),
            maxId: random.between(10 ** 6, 10 ** 7),
          },
          {
            steps: [
              step(`extract-${table}`, { table }, { file: `${uuidOf(random)}.parquet`, columns: 14 }),
              step(
                `copy-${table}`,
                { table, format: 'parquet' },
                { loaded: random.between(900, 1_400), rejected: 0 },
              ),
            ],
          },
        ),
      ),
      step('check', { tests: 12 }, { passed: 12, warnings: random.between(0, 2) }),
      step('swap', { schema: 'live' }, { version: random.between(1_000, 9_000) }),
    ],
  });

/** A deployment of a service to three regions. */
export const deployment: DrawRun = (random, at, index) => {
  const commit = hex(random, 40);
  return script('deploy', {
    trigger: 'webhook',
    input: {
      service: 'api',
      commit,
      branch: 'main',
      author: alternate(index, ['ada', 'bert', 'cleo', 'dan']),
      message: wordsOf(random, 6),
      pushedAt: isoOf(at),
      flags: { canary: true, migrations: alternate(index, [true, false]) },
    },
    output: { url: `https://${hex(random, 8)}.apps.test` },
    raw: { runner: alternate(index, ['r1', 'r2', 'r3']), image: 'builder:12' },
    steps: [
      step('checkout', { commit }, { files: random.between(810, 840), submodules: 2 }, sometimesTwice(index)),
      step(
        'build',
        { target: 'production', node: '24.4.0' },
        {
          image: `api@sha256:${hex(random, 32)}`,
          sizeMb: random.between(118, 126),
          layers: 11,
          cache: alternate(index, ['hit', 'miss']),
        },
        { ms: 900 },
      ),
      step(
        'test',
        { shard: 1 },
        { passed: 412, skipped: random.between(0, 3), seed: random.int(10 ** 6) },
        { ms: 700 },
      ),
      ...['eu', 'us', 'ap'].map(region =>
        step(
          `roll-out-${region}`,
          { region, replicas: 6 },
          { ready: 6, revision: random.between(100, 900), strategy: 'rolling' },
          { ms: 300 },
        ),
      ),
      step('smoke', { paths: ['/health', '/login'] }, { status: 200, p95: random.between(80, 160) }),
    ],
  });
};
