import type { Run, Trace } from '../../../../src/model/run.ts';
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

const at = (ms: number) => startedAt + ms;

/** The trace of the failed run: a root, a step that worked, a step of three attempts with its logs. */
export const failedTrace: Trace = {
  spans: [
    {
      id: 'sp_root',
      name: 'signup-pipeline',
      kind: 'run',
      startAt: at(0),
      endAt: at(4210),
      status: 'error',
      attributes: {},
      events: [],
    },
    {
      id: 'sp_user',
      parentId: 'sp_root',
      name: 'create-user',
      kind: 'step',
      startAt: at(10),
      endAt: at(190),
      status: 'ok',
      attributes: { table: 'users' },
      events: [],
    },
    {
      id: 'sp_sql',
      parentId: 'sp_user',
      name: 'INSERT users',
      kind: 'sql',
      startAt: at(20),
      endAt: at(180),
      status: 'ok',
      attributes: {},
      events: [],
    },
    {
      id: 'sp_mail',
      parentId: 'sp_root',
      name: 'send-email',
      kind: 'step',
      startAt: at(200),
      endAt: at(4200),
      status: 'error',
      attributes: {},
      events: [],
    },
    ...[1, 2, 3].map(attempt => ({
      id: `sp_try_${attempt}`,
      parentId: 'sp_mail',
      name: `attempt ${attempt}`,
      kind: 'attempt',
      startAt: at(200 + (attempt - 1) * 1330),
      endAt: at(200 + (attempt - 1) * 1330 + 1200),
      status: 'error' as const,
      attributes: {
        'error.type': 'TimeoutError',
        'http.url': 'https://mail.example.com/send?token=abcdef123456',
        attempt,
      },
      events: [{ name: 'retry', at: at(1300), attributes: { delayMs: 200 } }],
    })),
  ],
  logs: [
    { at: at(1403), level: 'warn', message: 'retrying in 200 ms', spanId: 'sp_mail', attributes: {} },
    {
      at: at(2750),
      level: 'warn',
      message: 'retrying in 400 ms',
      spanId: 'sp_mail',
      attributes: { attempt: 2 },
    },
    { at: at(4205), level: 'error', message: 'giving up', attributes: {} },
  ],
};

export const runningTrace: Trace = {
  spans: failedTrace.spans
    .slice(0, 4)
    .map(({ endAt, ...span }) =>
      span.id === 'sp_user' || span.id === 'sp_sql'
        ? { ...span, endAt }
        : { ...span, status: 'unset' as const },
    ),
  logs: [],
};

export const runningRun: Run = {
  ...base,
  status: 'running',
  finishedAt: undefined,
  costUsd: undefined,
  usage: [],
  steps: [
    {
      id: 's1',
      name: 'create-user',
      type: 'action',
      status: 'success',
      attempt: 1,
      startedAt: at(10),
      finishedAt: at(190),
    },
    { id: 's2', name: 'send-email', type: 'action', status: 'running', attempt: 2, startedAt: at(60_000) },
  ],
  cancel: { requestedAt: now - 3000, by: 'ada' },
};

export const lostRun: Run = {
  ...base,
  status: 'failed',
  finishedAt: undefined,
  errorSummary: { name: 'ProcessLost', message: 'its process is gone' },
  isLost: true,
  usage: [],
};

export const strandedRun: Run = {
  ...runningRun,
  cancel: undefined,
  cancelRequestedAt: undefined,
  strandedBy: 'its time to run, 15m, is over; pg-boss fails or retries it once a program uses it',
};

export const agentRun: Run = {
  ...base,
  kind: 'agent',
  name: 'support-agent',
  trigger: { type: 'prompt', label: 'Prompt', raw: 'prompt' },
  input: undefined,
  messageCount: 5,
  messages: [
    { id: 'm1', role: 'system', at: at(0), content: 'You help customers of a shop that sells bicycles.' },
    {
      id: 'm2',
      role: 'user',
      at: at(10),
      content:
        'Where is my order 4711?\n\nIt should have been here yesterday, and nobody answers the phone. I have waited for it for two weeks now.',
    },
    {
      id: 'm3',
      role: 'assistant',
      at: at(900),
      content: 'Let me look.',
      thought: 'The customer is upset.\nLook the order up first.',
      toolCalls: [
        {
          id: 'c1',
          name: 'find_order',
          arguments: { id: 4711 },
          result: { state: 'shipped', carrier: 'ACME' },
          durationMs: 180,
        },
        {
          id: 'c2',
          name: 'track_parcel',
          arguments: { carrier: 'ACME' },
          error: { value: { code: 503 }, name: 'HttpError', message: 'carrier answered 503' },
          durationMs: 3100,
        },
      ],
    },
    { id: 'm4', role: 'tool', at: at(1200), content: { state: 'shipped' } },
    {
      id: 'm5',
      role: 'assistant',
      at: at(4000),
      error: { value: 'cut off', name: 'LengthError', message: 'the answer was cut off' },
    },
  ],
};

export const secretRun: Run = {
  ...base,
  input: {
    email: 'ada@example.com',
    password: 'hunter2',
    headers: { authorization: 'Bearer abcdef0123456789abcdef' },
    callback: 'https://example.com/hook?token=abcdef123456',
  },
};
