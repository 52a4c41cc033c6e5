import type { Run } from '../../../src/model/run.ts';
import { now } from './frames.ts';

const startedAt = now - 120_000;

const base: Run = {
  id: 'run_01J8ZK3V5NQW7Y0TB4M6HCDXQ2',
  kind: 'workflow',
  name: 'signup-pipeline',
  status: 'success',
  trigger: { type: 'webhook', label: 'Webhook · signup', raw: 'webhook:signup' },
  actor: 'ada',
  project: 'core',
  createdAt: startedAt - 40,
  queuedAt: startedAt - 30,
  startedAt,
  finishedAt: startedAt + 4210,
  costUsd: 0.0042,
  models: ['gpt-5-mini'],
  services: ['mail'],
  stepCount: 4,
  usage: [
    { name: 'gpt-5-mini', kind: 'model', inputTokens: 1204, outputTokens: 86, costUsd: 0.0031 },
    { name: 'mail', kind: 'service', quantity: 3, unit: 'calls', costUsd: 0.0011 },
  ],
  input: { email: 'ada@example.com', plan: 'team', seats: 5 },
};

const stack = [
  'TimeoutError: mail provider did not answer in 3000 ms',
  ...Array.from({ length: 13 }, (_, at) => `    at send (mail/send.ts:${at + 12}:${at + 3})`),
].join('\n');

export const failedRun: Run = {
  ...base,
  status: 'failed',
  errorSummary: {
    name: 'TimeoutError',
    message: 'mail provider did not answer in 3000 ms',
    step: 'send-email',
  },
  error: {
    value: {
      name: 'TimeoutError',
      message: 'mail provider did not answer in 3000 ms',
      code: 'ETIMEDOUT',
      stack,
    },
    name: 'TimeoutError',
    message: 'mail provider did not answer in 3000 ms',
    code: 'ETIMEDOUT',
    stack,
    stepId: 'step_3',
  },
  steps: [1, 2, 3].map(attempt => ({
    id: `step_${attempt}`,
    name: 'send-email',
    type: 'action',
    status: 'failed' as const,
    attempt,
    startedAt: startedAt + attempt * 1000,
    finishedAt: startedAt + attempt * 1000 + 900,
  })),
};

export const successRun: Run = {
  ...base,
  output: {
    userId: 'usr_71',
    welcomed: true,
    ratio: 0.25,
    parent: null,
    note: `First line\nSecond line that goes on for a while\n${'word '.repeat(60)}`,
    items: Array.from({ length: 1204 }, (_, at) => ({ sku: `A-${at}`, count: at })),
    deep: { one: { two: { three: [1, 2, 3] } } },
    '日本語 key': '全角の値',
  },
};
