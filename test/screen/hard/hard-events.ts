import type { RunEvent } from '../../../src/contract/run-events.ts';
import { conversation } from './conversation.ts';
import { everything } from './everything.ts';
import { failure, hardId, hardNow, hardRun, unfinished, unstarted } from './hard-run.ts';
import { deep, fanOut } from './wide-and-deep.ts';

export const nothingId = hardId(2);
export const runningId = hardId(6);

/** A run of which only its name and its end are known. */
const nothing = hardRun(2, {
  name: 'x',
  trigger: { type: 'unknown', label: '', raw: '' },
  ...unstarted,
});

const longWord = 'a-status-of-the-store-that-nobody-knows 待機';

const active: readonly RunEvent[] = [
  hardRun(6, {
    ...unfinished,
    name: 'invoice-sync 請求書',
    status: 'running',
    actor: 'system',
    project: 'billing',
    queuedAt: hardNow - 365_000,
    startedAt: hardNow - 364_580,
    input: JSON.stringify({ since: '2026-11-01' }),
  }),
  ...running(hardId(6)),
  hardRun(7, {
    ...unfinished,
    name: 'contract-approval',
    status: 'waiting',
    pausedAt: hardNow - 300_000,
    actor: 'ada',
  }),
  hardRun(8, {
    ...unfinished,
    name: '日本語のワークフロー',
    status: 'sleeping',
    pausedAt: hardNow - 400_000,
    actor: 'はなこ',
  }),
  hardRun(9, {
    ...unstarted,
    name: 'nightly-report',
    status: 'queued',
    queuedAt: hardNow - 540_000,
    project: 'core',
  }),
  hardRun(10, {
    name: 'signup-pipeline',
    status: 'canceled',
    cancelOutcome: 'canceled by ada',
    actor: 'ada',
  }),
  hardRun(11, { ...unfinished, name: 'bulk-import', status: longWord }),
];

function running(runId: string): readonly RunEvent[] {
  const startAt = hardNow - 364_580;
  return [
    { type: 'span-put', runId, id: 'r', name: 'invoice-sync 請求書', kind: 'run', startAt, status: 'unset' },
    {
      type: 'span-put',
      runId,
      id: 'f',
      parentId: 'r',
      name: 'fetch',
      kind: 'http',
      startAt,
      endAt: startAt + 4_000,
      status: 'ok',
    },
    {
      type: 'span-put',
      runId,
      id: 'w',
      parentId: 'r',
      name: 'write 書込',
      kind: 'step',
      startAt: startAt + 4_000,
      status: 'unset',
    },
  ];
}

/** Names and errors of other alphabets, of control characters, and of nothing. */
const oddTexts = [
  '\u001B[31mred\u001B[0m\u202Eevil\ttab\nline',
  '🏳️‍🌈🏴󠁧󠁢󠁥󠁮󠁧󠁿👩🏽‍💻❤️#️⃣🇯🇵 emoji only',
  'שלום עולם right to left',
  `a${'\u0300'.repeat(30)} stacked e\u0301te\u0301`,
  'नमस्ते กำ ﷽ 한글',
  'ｆｕｌｌｗｉｄｔｈ',
  '',
  '   ',
];

const odd = oddTexts.map((text, at) =>
  hardRun(12 + at, {
    name: text,
    actor: text,
    project: text,
    trigger: { type: text, label: text, raw: text },
    ...failure(text === '' ? undefined : text, text),
  }),
);

const failures = [
  failure('TimeoutError', 'mail provider did not answer in 3000 ms', 'send-email'),
  failure(undefined, 'HTTP 429: rate limit'),
  failure('Error', 'relation "orders" does not exist'),
  failure('ValidationError', 'input.items[3].quantity: expected a number, got "三"', 'check-input'),
];

/** Runs enough for several screens, every third failed, without an actor, project or trigger of its own. */
const ordinary = Array.from({ length: 70 }, (_, at) =>
  hardRun(20 + at * 7, {
    name: at % 2 === 0 ? 'invoice-sync' : 'bare-import',
    trigger: { type: 'api', label: '', raw: '' },
    ...(at % 3 === 0 ? failures[(at / 3) % failures.length] : {}),
  }),
);

export const hardEvents: readonly RunEvent[] = [
  ...everything,
  nothing,
  ...fanOut,
  ...deep,
  ...conversation,
  ...active,
  ...odd,
  ...ordinary,
];
