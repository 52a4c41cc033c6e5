import { expect, test } from 'vitest';
import { copyChoices } from '../../../src/model/report/copy-choices.ts';
import { activePane, type DetailState } from '../../../src/screen/run/detail-state.ts';
import { copySource } from '../../../src/screen/run/focus.ts';
import { rowAt } from '../../../src/screen/run/outline/open-tree.ts';
import { valueText } from '../../../src/screen/run/outline/value-text.ts';
import { flowPhrases, wholeText } from '../../../src/screen/run/rows/flow.ts';
import { at, pageOf, place, press, showTrace, span } from './detail-of.ts';

const spans = [
  span('root', { endAt: at + 4200, attributes: { startAt: at } }),
  span('try', { startAt: at + 1200, events: [{ name: 'retry', at: at + 1900, attributes: { at } }] }),
];
const logs = [{ at: at + 2000, level: 'warn', message: 'again', attributes: {} }];

const raw = () =>
  press(showTrace(pageOf({ spans, logs })), { type: 'raw' }, { type: 'toggle-all' }, { type: 'toggle-all' });

/** Moves down to the row with this path. */
function goTo(detail: DetailState, path: string): DetailState {
  let moved = press(detail, { type: 'top' });
  for (let rows = activePane(detail).root.rows; rows > 0 && place(moved) !== path; rows -= 1)
    moved = press(moved, { type: 'move', by: 1 });
  expect(place(moved)).toBe(path);
  return moved;
}

function rowText(detail: DetailState): string {
  const { root, cursor } = activePane(detail);
  const node = rowAt(root, cursor)?.node;
  if (node?.type !== 'value') return '';
  const { label, text, aside } = valueText(node, detail.look.format, false);
  return [label + text, aside].filter(Boolean).join('  ');
}

const copied = (detail: DetailState) => copyChoices(copySource(detail, at))[0]?.text();

test.each([
  ['spans[0].startAt', 'startAt: "2026-03-01T12:00:00.000Z"  (+0ms)'],
  ['spans[1].startAt', 'startAt: "2026-03-01T12:00:01.200Z"  (+1.2s)'],
  ['spans[1].events[0].at', 'at: "2026-03-01T12:00:01.900Z"  (+1.9s)'],
  ['logs[0].at', 'at: "2026-03-01T12:00:02.000Z"  (+2.0s)'],
  ['spans[0].attributes.startAt', `startAt: ${at}`],
  ['spans[1].events[0].attributes.at', `at: ${at}`],
])('the raw trace says when, and how long after its start: %s', (path, text) => {
  expect(rowText(goTo(raw(), path))).toBe(text);
});

test('in YAML the offset is a comment, and a wrapped row has it, too', () => {
  const detail = press(goTo(raw(), 'spans[1].startAt'), { type: 'format' });
  expect(rowText(detail)).toBe("startAt: '2026-03-01T12:00:01.200Z'  # +1.2s");
  const { root, cursor } = activePane(detail);
  const node = rowAt(root, cursor)?.node;
  const phrases = node && flowPhrases(node, false, { format: 'yaml', wrap: true, reveal: false });
  expect(wholeText(phrases ?? [])).toMatch(/ {2}# \+1.2s$/u);
});

test('times are copied and found as they are shown, alone or with what they belong to', () => {
  expect(copied(goTo(raw(), 'spans[1].startAt'))).toBe('2026-03-01T12:00:01.200Z');
  expect(JSON.parse(copied(goTo(raw(), 'spans')) ?? '')).toMatchObject([
    { startAt: '2026-03-01T12:00:00.000Z', endAt: '2026-03-01T12:00:04.200Z', attributes: { startAt: at } },
    { events: [{ at: '2026-03-01T12:00:01.900Z', attributes: { at } }] },
  ]);
  const found = press(raw(), { type: 'search-changed', text: '12:00:01.900' });
  expect(place(found)).toBe('spans[1].events[0].at');
});

test('a span and a log of the waterfall are copied as the commands print them', () => {
  const shown = showTrace(pageOf({ spans, logs }));
  expect(JSON.parse(copied(shown) ?? '')).toMatchObject({ startAt: '2026-03-01T12:00:00.000Z' });
});
