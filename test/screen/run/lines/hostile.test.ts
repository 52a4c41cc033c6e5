import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Log, Message, Run, Span } from '../../../../src/model/run.ts';
import { displayWidth } from '../../../../src/model/text/width.ts';
import { colorTheme, plainTheme } from '../../../../src/screen/paint/theme.ts';
import type { DetailCommand } from '../../../../src/screen/run/detail-actions.ts';
import { activePane } from '../../../../src/screen/run/panes.ts';
import { openDetail, reduceDetail } from '../../../../src/screen/run/reduce-detail.ts';
import { trials } from '../../../trials.ts';
import { detailLines } from '../../checked-drawing.ts';
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

const run: fc.Arbitrary<Run> = fc.record({
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

const command: fc.Arbitrary<DetailCommand> = fc.oneof(
  fc.record({
    type: fc.constantFrom('move', 'page', 'half-page', 'error', 'match', 'zoom'),
    by: fc.constantFrom(-3, -1, 1, 2),
  }),
  fc.record({
    type: fc.constantFrom('top', 'bottom', 'toggle', 'enter', 'fold', 'unfold', 'toggle-all', 'zoom-reset'),
  }),
  fc.record({ type: fc.constant('tab' as const), to: fc.constantFrom('overview', 'metadata', 'trace') }),
  fc.record({ type: fc.constantFrom('format', 'wrap', 'raw', 'reveal') }),
  fc.record({ type: fc.constant('search-changed' as const), text: fc.constantFrom('w', 'o', '語', 'word') }),
  fc.record({ type: fc.constantFrom('search-accepted', 'search-cleared') }),
);

const unseen = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;

test('no recorded text escapes its row, whatever is pressed', () => {
  const box = fc.record({
    width: fc.integer({ min: 1, max: 220 }),
    height: fc.integer({ min: 0, max: 40 }),
  });
  fc.assert(
    fc.property(run, fc.array(command, { maxLength: 25 }), box, (shown, commands, size) => {
      let detail = reduceDetail(openDetail(shown), { type: 'detail-run-loaded', run: shown }, size);
      for (const pressed of commands) {
        detail = reduceDetail(detail, { type: 'detail-command-given', command: pressed }, size);
        const lines = detailLines(detail, size, now, plainTheme);
        expect(lines.length).toBe(size.height);
        if (size.width > 4 && size.height > 2 && activePane(detail).root.rows > 0)
          expect(lines.some(line => line.startsWith('▌'))).toBe(true);
        for (const line of lines) {
          expect(displayWidth(line)).toBeLessThanOrEqual(size.width);
          expect(line).not.toMatch(unseen);
        }
      }
    }),
    { numRuns: trials(100, 25) },
  );
});

test('in colour the same text is drawn, with styles that end on their row', () => {
  const size = { width: 90, height: 30 };
  const styles = /\u001b\[(\d+)m/g;
  fc.assert(
    fc.property(run, fc.array(command, { maxLength: 10 }), (shown, commands) => {
      let detail = reduceDetail(openDetail(shown), { type: 'detail-run-loaded', run: shown }, size);
      for (const pressed of commands)
        detail = reduceDetail(detail, { type: 'detail-command-given', command: pressed }, size);
      const plain = detailLines(detail, size, now, plainTheme);
      const colored = detailLines(detail, size, now, colorTheme);
      expect(colored.map(line => line.replace(styles, ''))).toEqual(plain);
    }),
    { numRuns: trials(40, 10) },
  );
});
