import type { RunEvent } from '../../../src/contract/run-events.ts';
import { hardId, hardNow, hardRun } from './hard-run.ts';

export const everythingId = hardId(1);

const startedAt = hardNow - 55_000;

const message =
  '注文 #4711 の支払いが確認できません: the payment provider 決済ゲートウェイ answered with HTTP 503 after 3 attempts, ' +
  'שגיאה בשרת, and gave no reason 👩‍👩‍👧‍👦🇩🇪☎️ — the order stays open until somebody looks at it';

const frames = (file: string, count: number) =>
  Array.from(
    { length: count },
    (_, at) =>
      `    at 処理${at} (/srv/shop/src/${file}/very/deep/folder/structure/step-${at}.ts:${at + 12}:9)`,
  ).join('\n');

const deepest = {
  name: 'ConnectTimeoutError',
  message: 'connect ETIMEDOUT 203.0.113.7:443\r\nafter\t30000 ms',
  code: 'ETIMEDOUT',
  stack: `ConnectTimeoutError: connect ETIMEDOUT 203.0.113.7:443\n${frames('net', 18)}`,
};

const middle = {
  name: 'HttpError',
  message: 'HTTP 503 from https://pay.example.com/v1/charges?token=invented-token-4711',
  status: 503,
  stack: `HttpError: HTTP 503\n${frames('http', 22)}`,
  cause: deepest,
};

const error = {
  name: 'PaymentError',
  message,
  code: 'E_PAYMENT',
  stack: `PaymentError: ${message}\n${frames('payment', 40)}`,
  order: { id: 4711, 金額: '¥12,800', customer: 'Zoë Ångström' },
  cause: middle,
};

const input = {
  'email 📧': 'zoë@example.com',
  name: 'Zoe\u0308 A\u030Angstro\u0308m',
  住所: { 国: '日本 🇯🇵', 都市: '東京都千代田区丸の内一丁目九番一号グラントウキョウノースタワー' },
  greeting: 'שלום עולם',
  apiKey: 'invented-key-0815',
  items: Array.from({ length: 40 }, (_, at) => ({
    sku: `SKU-${at}`,
    数量: at,
    note: at % 7 === 0 ? null : '🎁',
  })),
  note: 'first line\nsecond line\tafter a tab\n\u001B[31mnot red\u001B[0m\u202Enot reversed',
  long: '長い文字列と long words '.repeat(40),
  empty: { object: {}, list: [], text: '' },
};

type Span = Extract<RunEvent, { type: 'span-put' }>;

const span = (id: string, from: number, to: number, fields: Partial<Span>): Span => ({
  type: 'span-put',
  runId: everythingId,
  id,
  name: id,
  kind: 'step',
  startAt: startedAt + from,
  endAt: startedAt + to,
  status: 'ok',
  ...fields,
});

const attempts: readonly RunEvent[] = [0, 1, 2].flatMap((at): readonly RunEvent[] => [
  {
    type: 'step-put',
    runId: everythingId,
    id: `charge-${at}`,
    name: 'charge-card 💳 決済',
    stepType: 'action',
    status: 'failed',
    attempt: at + 1,
    startedAt: startedAt + 2_000 + at * 12_000,
    finishedAt: startedAt + 12_000 + at * 12_000,
    input: JSON.stringify({ amount: 12_800 }),
    error: JSON.stringify({ value: middle, name: middle.name, message: middle.message, stack: middle.stack }),
  },
  span(`attempt-${at}`, 2_000 + at * 12_000, 12_000 + at * 12_000, {
    parentId: 'charge',
    name: `attempt ${at + 1}`,
    kind: 'attempt',
    status: 'error',
    attributes: JSON.stringify({ 'error.type': 'HttpError', 'http.status_code': 503 }),
    events: [{ name: 'retry ↻ 再試行', at: startedAt + 12_000 + at * 12_000, attributes: { in_ms: 2000 } }],
  }),
  {
    type: 'log-added',
    runId: everythingId,
    at: startedAt + 12_000 + at * 12_000,
    level: at === 2 ? 'error' : 'warn',
    message: `再試行します ${'retrying in 2000 ms '.repeat(6)}⏳`,
    spanId: `attempt-${at}`,
  },
]);

/** A failed run with all that a run can have: queue wait, retries, causes, money, secrets, four scripts. */
export const everything: readonly RunEvent[] = [
  hardRun(1, {
    name: '注文処理-order-fulfilment 👩‍👩‍👧‍👦',
    status: 'failed',
    trigger: {
      type: 'schedule',
      label: 'Schedule · nightly 🌙 毎晩',
      raw: 'cron:0 2 * * * Asia/Tokyo',
      at: startedAt - 10_000,
    },
    actor: 'דנה לוי',
    project: 'Straßen­bau 🇩🇪',
    createdAt: startedAt - 9_500,
    queuedAt: startedAt - 9_400,
    startedAt,
    finishedAt: startedAt + 41_250,
    costUsd: 0.002_134_7,
    attempt: 3,
    stepCount: 4,
    models: ['gpt-5-mini', 'claude-opus-4'],
    services: ['決済ゲートウェイ', 'mail'],
    usage: [
      { name: 'gpt-5-mini', kind: 'model', inputTokens: 1_234_567, outputTokens: 86, costUsd: 0.001_3 },
      { name: 'claude-opus-4', kind: 'model', inputTokens: 12, outputTokens: 4, costUsd: 0.000_834_7 },
      { name: '決済ゲートウェイ', kind: 'service', quantity: 3, unit: '回' },
      { name: 'emails ✉️', kind: 'other', quantity: 1, unit: 'email' },
    ],
    input: JSON.stringify(input),
    output: undefined,
    error: { value: JSON.stringify(error), ...error, stepId: 'charge-2', stepName: 'charge-card 💳 決済' },
  }),
  {
    type: 'step-put',
    runId: everythingId,
    id: 'load',
    name: 'load-order',
    stepType: 'action',
    status: 'success',
    attempt: 1,
    startedAt,
    finishedAt: startedAt + 1_900,
    output: JSON.stringify({ order: 4711 }),
  },
  span('run', 0, 41_250, { name: '注文処理-order-fulfilment 👩‍👩‍👧‍👦', kind: 'run', status: 'error' }),
  span('load', 0, 1_900, { parentId: 'run', name: 'load-order' }),
  span('charge', 2_000, 36_000, { parentId: 'run', name: 'charge-card 💳 決済', status: 'error' }),
  span('notify', 36_100, 41_200, { parentId: 'run', name: 'notify-נציג-🇯🇵', kind: 'http' }),
  ...attempts,
];
