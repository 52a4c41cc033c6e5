import type { Run } from '../../src/model/run.ts';

export const now = Date.UTC(2026, 2, 14, 12, 0, 0);

const second = 1000;
const minute = 60 * second;

export function createRun(fields: Partial<Run> & Pick<Run, 'id'>): Run {
  const createdAt = fields.createdAt ?? now - minute;
  return {
    kind: 'workflow',
    name: 'signup-pipeline',
    status: 'success',
    trigger: { type: 'webhook', label: 'Webhook · signup', raw: 'webhook:signup' },
    createdAt,
    startedAt: createdAt,
    finishedAt: createdAt + 4200,
    models: [],
    services: [],
    usage: [],
    ...fields,
  };
}

export const failedRun = createRun({
  id: 'run_failed',
  status: 'failed',
  createdAt: now - 2 * minute,
  startedAt: now - 2 * minute,
  finishedAt: now - 2 * minute + 4200,
  trigger: { type: 'webhook', label: 'Webhook · signup', raw: 'webhook:signup', at: now - 2 * minute - 5 },
  actor: 'ada',
  project: 'core',
  costUsd: 0.0042,
  models: ['gpt-5-mini'],
  stepCount: 2,
  input: { email: 'ada@example.com', password: 'hunter2', at: 1_700_000_000_000 },
  error: {
    value: { name: 'TimeoutError' },
    name: 'TimeoutError',
    message: 'mail provider did not answer in 3000 ms',
    stack: 'TimeoutError: mail provider did not answer in 3000 ms\n    at sendMail (mail.ts:12:3)',
  },
  errorSummary: {
    name: 'TimeoutError',
    message: 'mail provider did not answer in 3000 ms',
    step: 'send-email',
  },
  usage: [
    { name: 'gpt-5-mini', kind: 'model', inputTokens: 1204, outputTokens: 86, costUsd: 0.0031 },
    { name: 'mail', kind: 'service', quantity: 3, unit: 'calls', costUsd: 0.0011 },
  ],
  steps: [
    {
      id: 's1',
      name: 'create-user',
      type: 'action',
      status: 'success',
      attempt: 1,
      startedAt: now - 2 * minute,
      finishedAt: now - 2 * minute + 180,
    },
    {
      id: 's2',
      name: 'send-email',
      type: 'action',
      status: 'failed',
      attempt: 3,
      startedAt: now - 2 * minute + 180,
      finishedAt: now - 2 * minute + 4180,
      error: { value: null, message: 'mail provider did not answer\nin 3000 ms' },
    },
  ],
  trace: {
    spans: [
      {
        id: 'a',
        name: 'signup-pipeline',
        kind: 'run',
        startAt: now - 2 * minute,
        endAt: now - 2 * minute + 4200,
        status: 'error',
        attributes: {},
        events: [],
      },
      {
        id: 'b',
        parentId: 'a',
        name: 'send-email',
        kind: 'step',
        startAt: now - 2 * minute + 180,
        status: 'error',
        attributes: { to: 'ada@example.com' },
        events: [{ name: 'retry', at: now - 2 * minute + 1400, attributes: {} }],
      },
    ],
    logs: [
      {
        at: now - 2 * minute + 200,
        level: 'warn',
        message: 'retrying in 200 ms',
        spanId: 'b',
        attributes: {},
      },
    ],
  },
});

export const runningRun = createRun({
  id: 'run_running',
  name: 'invoice-sync',
  status: 'running',
  createdAt: now - minute,
  startedAt: now - minute + 1500,
  finishedAt: undefined,
  trigger: { type: 'schedule', label: 'Schedule · nightly', raw: '0 0 * * *' },
  project: 'billing',
});

export const sessionRun = createRun({
  id: 'ses_1',
  kind: 'agent',
  name: 'support-agent',
  createdAt: now - 3 * minute,
  output: { answer: 42 },
  messageCount: 2,
  messages: [
    { id: 'm1', role: 'user', at: now - 3 * minute, content: 'where is my invoice?' },
    {
      id: 'm2',
      role: 'assistant',
      thought: 'look it up',
      content: 'It was sent today.',
      toolCalls: [{ id: 't1', name: 'find-invoice', arguments: { customer: 7 }, result: { number: 'R-1' } }],
    },
  ],
});

export const doneRun = createRun({ id: 'run_done', createdAt: now - 4 * minute, output: 'welcome' });

export const sampleRuns: readonly Run[] = [failedRun, runningRun, sessionRun, doneRun];
