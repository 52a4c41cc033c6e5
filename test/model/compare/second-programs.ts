import {
  alternate,
  dayOf,
  emailOf,
  idOf,
  isoOf,
  listOf,
  sometimes,
  sometimesTwice,
  uuidOf,
  wordsOf,
} from './pair-noise.ts';
import type { DrawRun } from './planted-pairs.ts';
import { hex, type ScriptStep } from './run-script.ts';
import { script, step } from './script-edits.ts';

const columns = ['id', 'customer', 'total', 'created', 'status', 'country', 'items', 'channel'];

/** An agent that answers a question from sources. */
export const research: DrawRun = (random, at, index) => {
  const chat = (name: string, purpose: string): ScriptStep =>
    step(
      name,
      { purpose, context: random.between(900, 4_000) },
      { text: wordsOf(random, 30), cached: index % 2 === 0 },
      {
        ...{ type: 'model', ms: 500 },
        calls: [
          {
            name: `POST /${purpose}`,
            kind: 'model',
            attributes: {
              'gen_ai.request.model': 'sonnet-4',
              'gen_ai.request.max_tokens': 2_048,
              'gen_ai.usage.input_tokens': random.between(900, 4_000),
              'gen_ai.usage.output_tokens': random.between(200, 700),
            },
          },
        ],
      },
    );
  const tools = ['search', 'fetch', ...(index % 3 === 0 ? ['calculator'] : [])];
  return script('research', {
    ...{ kind: 'agent', models: ['sonnet-4', 'rerank-2'] },
    input: {
      question: wordsOf(random, 14),
      tools,
      budgetUsd: alternate(index, [0.5, 1, 2]),
      user: idOf(random, 'usr'),
      askedAt: isoOf(at),
    },
    output: { answer: wordsOf(random, 40), citations: random.between(2, 6) },
    steps: [
      step(
        'plan',
        { style: 'short' },
        { questions: listOf(3, () => wordsOf(random, 6)), confidence: random.next() },
      ),
      step(
        'search',
        { engine: 'web', q: wordsOf(random, 4) },
        {
          results: listOf(8, () => ({
            url: `https://${hex(random, 6)}.test/${hex(random, 4)}`,
            score: random.next(),
          })),
          tookMs: random.between(80, 400),
        },
      ),
      step(
        'rerank',
        { top: 4 },
        { kept: 4, best: random.next() },
        {
          type: 'model',
          calls: [
            { name: 'POST /rerank', kind: 'model', attributes: { 'gen_ai.request.model': 'rerank-2' } },
          ],
        },
      ),
      chat('draft', 'write'),
      chat('review', 'critique'),
      step('publish', { format: 'markdown' }, { document: uuidOf(random), words: random.between(300, 900) }),
    ],
  });
};

/** A table that is staged and merged, with polling until the load is done. */
export const stageTable: DrawRun = (random, at, index) =>
  script('stage-table', {
    trigger: 'schedule',
    input: {
      table: alternate(index, ['orders', 'events', 'visits']),
      window: { from: isoOf(at - 7_200_000), to: isoOf(at) },
      batch: random.between(1, 10 ** 6),
    },
    output: { merged: random.between(1_000, 9_000) },
    steps: [
      step(
        'extract',
        { chunk: 50_000 },
        { uri: `s3://lake/${dayOf(at)}/${uuidOf(random)}`, bytes: random.between(10 ** 6, 9 * 10 ** 6) },
      ),
      step(
        'infer',
        { sample: 1_000 },
        {
          columns: columns.map((name, column) => ({
            name,
            type: column % 4 === 0 ? 'bigint' : 'text',
            nulls: random.between(0, 9),
          })),
          delimiter: ',',
        },
      ),
      step(
        'stage',
        { format: 'csv' },
        { rows: random.between(1_000, 9_000), deduplicated: true, job: uuidOf(random) },
        sometimesTwice(index),
      ),
      ...listOf(alternate(index, [3, 4, 6]), poll =>
        step('poll', { poll, wait: 5 }, { state: 'running', progress: random.next() }, { ms: 20 }),
      ),
      step(
        'merge',
        { key: 'id' },
        { inserted: random.between(500, 900), updated: random.between(200, 900), deleted: 0 },
      ),
      step('test', { suite: 'unique' }, { failures: 0, tookMs: random.between(40, 90) }),
    ],
  });

/** A push to a repository. */
export const gitHook: DrawRun = (random, at, index) => {
  const sha = hex(random, 40);
  const commits = listOf(random.between(1, 3), () => ({
    id: hex(random, 40),
    message: wordsOf(random, 5),
    author: { email: emailOf(random) },
  }));
  return script('on-push', {
    trigger: 'webhook',
    input: {
      delivery: uuidOf(random),
      payload: {
        ref: 'refs/heads/main',
        before: hex(random, 40),
        after: sha,
        commits,
        pusher: alternate(index, ['ines', 'jo', 'karl', 'lea', 'mo', 'nia']),
        ...sometimes(index, 5, { forced: true }),
      },
      receivedAt: isoOf(at),
    },
    output: { accepted: true },
    steps: [
      step(
        'resolve',
        { sha },
        {
          sha,
          tree: hex(random, 40),
          provider: alternate(index, ['origin', 'cache', 'replica']),
          files: random.between(1, 40),
        },
      ),
      step(
        'load-config',
        { path: '.ci.yaml' },
        { jobs: 4, checksum: hex(random, 20), matrix: ['linux', 'mac'] },
      ),
      step(
        'enqueue-build',
        { queue: 'builds' },
        { build: random.between(10_000, 99_999), position: random.between(0, 9) },
      ),
      step('set-status', { context: 'ci' }, { id: random.between(10 ** 9, 2 * 10 ** 9) }),
    ],
  });
};

/** A new release of a service, with its 50 variables. */
export const release: DrawRun = (random, at, index) => {
  const environment = listOf(50, variable => ({
    name: `VAR_${variable}`,
    value: variable === 8 ? hex(random, 12) : `value-${(variable * 13) % 7}`,
  }));
  return script('release', {
    trigger: 'api',
    input: {
      service: 'billing',
      tag: `v${random.between(100, 999)}`,
      by: alternate(index, ['ops', 'bot', 'lead']),
      window: alternate(index, ['day', 'night']),
      requestedAt: isoOf(at),
      ...sometimes(index, 4, { ticket: `OPS-${random.between(100, 999)}` }),
    },
    output: { revision: random.between(100, 900) },
    raw: { host: alternate(index, ['d1', 'd2']) },
    steps: [
      step(
        'plan',
        { strategy: 'blue-green' },
        { steps: 5, timeoutMs: random.between(20_000, 40_000), digest: hex(random, 32) },
      ),
      step('render-config', { environment: 'production' }, { environment, files: 7 }, sometimesTwice(index)),
      step(
        'apply-schema',
        { lock: 30 },
        { version: random.between(300, 400), statements: random.between(0, 3) },
      ),
      step(
        'start-green',
        { replicas: 4 },
        { ready: 4, startedMs: random.between(3_000, 6_000) },
        { ms: 400 },
      ),
      step('switch-traffic', { weight: 100 }, { route: hex(random, 8), previous: hex(random, 8) }),
      step('verify', { probes: 3 }, { passed: 3, errorRate: random.between(0, 9) / 1_000 }),
    ],
  });
};
