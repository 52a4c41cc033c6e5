import fc from 'fast-check';
import type { Log, Message, Run, Span } from '../../../../src/model/run.ts';
import { now } from './frames.ts';

const pieces = [
  '\u001b[31m',
  '\u001b]0;title\u0007',
  '\u001b]52;c;aGk=\u0007',
  '\u009b2J',
  '\r\n',
  '\t',
  '\u0000',
  '\u202e',
  '\u2066',
  '\u200d',
  '👩‍👩‍👧‍👦',
  '🇩🇪',
  '日本語',
  'e\u0301',
  '\u0e33',
  '\ud800',
  '한글',
  ' ',
  'word',
  'Bearer abcdef0123456789abcdef',
  '`|*<b>',
  'x'.repeat(300),
];

const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'grapheme', maxLength: 12 })), {
    maxLength: 12,
  })
  .map(parts => parts.join(''));

const payload = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    hostileText,
    fc.double(),
    fc.constantFrom(null, true, undefined),
    fc.array(tie('value'), { maxLength: 6 }),
    fc.dictionary(hostileText, tie('value'), { maxKeys: 6 }),
  ),
})).value;

const attributes = fc.dictionary(hostileText, payload, { maxKeys: 3 });
const time = fc.integer({ min: now - 100_000, max: now + 100_000 });
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const span: fc.Arbitrary<Span> = fc.record({
  id: fc.constantFrom(...'abcdefgh'),
  parentId: optional(fc.constantFrom(...'abcdefgh')),
  name: hostileText,
  kind: hostileText,
  startAt: time,
  endAt: optional(time),
  status: fc.constantFrom('ok', 'error', 'unset'),
  attributes,
  events: fc.array(fc.record({ name: hostileText, at: time, attributes }), { maxLength: 2 }),
});

const log: fc.Arbitrary<Log> = fc.record({
  at: time,
  level: hostileText,
  message: hostileText,
  spanId: optional(fc.constantFrom(...'abcdefghz')),
  attributes,
});

const error = fc.record({
  value: payload,
  name: optional(hostileText),
  message: optional(hostileText),
  code: optional(hostileText),
  stack: optional(hostileText),
});

const message: fc.Arbitrary<Message> = fc.record({
  id: hostileText,
  role: hostileText,
  at: optional(time),
  content: payload,
  thought: optional(hostileText),
  toolCalls: fc.array(
    fc.record({
      id: hostileText,
      name: hostileText,
      arguments: payload,
      result: payload,
      error: optional(error),
    }),
    { maxLength: 2 },
  ),
  error: optional(error),
});

/** A run whose every text may be of any kind. */
export const hostileRun: fc.Arbitrary<Run> = fc.record({
  id: hostileText,
  kind: fc.constantFrom('workflow', 'agent'),
  name: hostileText,
  status: fc.constantFrom('queued', 'running', 'failed', 'success', 'unknown'),
  statusRaw: optional(hostileText),
  statusLabel: optional(hostileText),
  trigger: fc.record({ type: hostileText, label: hostileText, raw: hostileText }),
  actor: optional(hostileText),
  createdAt: time,
  startedAt: optional(time),
  finishedAt: optional(time),
  costUsd: optional(fc.double({ min: 0, max: 1000, noNaN: true })),
  models: fc.array(hostileText, { maxLength: 2 }),
  services: fc.array(hostileText, { maxLength: 2 }),
  input: payload,
  output: payload,
  error: optional(error),
  errorSummary: optional(fc.record({ message: hostileText, step: optional(hostileText) })),
  usage: fc.array(
    fc.record({
      name: hostileText,
      kind: fc.constant('other' as const),
      unit: hostileText,
      quantity: fc.double(),
    }),
    { maxLength: 2 },
  ),
  messages: fc.array(message, { maxLength: 3 }),
  cancel: optional(fc.record({ requestedAt: time, by: hostileText, outcome: optional(hostileText) })),
  raw: optional(attributes),
  trace: fc.record({ spans: fc.array(span, { maxLength: 10 }), logs: fc.array(log, { maxLength: 5 }) }),
});
