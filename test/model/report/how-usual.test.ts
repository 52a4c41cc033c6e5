import { expect, test } from 'vitest';
import { type HowUsual, howUsual, ordinal, usualText } from '../../../src/model/report/how-usual.ts';

process.env.TZ = 'UTC';

const at = Date.parse('2026-11-26T15:00:00Z');
const today = Date.parse('2026-11-26T13:40:00Z');
const earlier = Date.parse('2026-11-03T08:00:00Z');
const usual: HowUsual = { at, count: 84, today: 84, firstAt: today, lastAt: at, isLast: true };

test.each<readonly [Partial<HowUsual>, string]>([
  [{}, '84th time today, new since 13:40'],
  [{ isLast: false }, '84 times today, new since 13:40'],
  [{ count: 1, today: 1 }, 'the only time so far'],
  [{ count: 1_204, firstAt: earlier }, '84th time today, 1,204 since 2026-11-03 08:00'],
  [{ count: 1_204, today: 1, firstAt: earlier }, '1st time today, 1,204 since 2026-11-03 08:00'],
  [{ count: 1_204, today: 1, firstAt: earlier, isLast: false }, 'once today, 1,204 since 2026-11-03 08:00'],
  [
    { count: 1_204, today: 0, firstAt: earlier, lastAt: earlier + 86_400_000, isLast: false },
    '1 of 1,204 since 2026-11-03 08:00, the last on 2026-11-04',
  ],
  [{ count: 1_204, today: 0, firstAt: earlier, lastAt: earlier }, 'the last of 1,204 since 2026-11-03 08:00'],
  [{ isFirstHere: true }, '84th time today, since before the first run here'],
  [
    { count: 1_204, firstAt: earlier, isFirstHere: true },
    '84th time today, 1,204 since before the first run here',
  ],
  [{ part: { read: 2_400 } }, '84+ today, in the newest 2,400 runs'],
  [{ part: { read: 2_400 }, count: 90, firstAt: earlier }, '84th time today, 90+ in the newest 2,400 runs'],
  [{ part: { read: 2_400 }, count: 90, today: 0, firstAt: earlier }, '90+ in the newest 2,400 runs'],
  [{ part: { read: 2_400 }, count: 0, today: 0 }, 'none in the newest 2,400 runs'],
  [{ part: {} }, '84+ today, counted so far'],
  [{ isOfCase: true, count: 1, today: 1 }, 'the only one in this file'],
  [{ isOfCase: true }, '1 of 84 in this file'],
])('how usual %o is said as %s', (fields, text) => {
  expect(usualText({ ...usual, ...fields })).toBe(text);
});

test('failures of today are those since midnight, and the last run is the one that was created last', () => {
  const midnight = Date.parse('2026-11-26T00:00:00Z');
  const place = { id: 'run_9', target: 'shop', at: today };
  const group = {
    id: 'abc',
    count: 10,
    workflows: [],
    first: { ...place, at: earlier },
    last: place,
    times: [[midnight - 3_600_000, 3] as const, [midnight, 2] as const, [today, 5] as const],
    example: { message: 'no answer' },
  };
  expect(howUsual(group, { at, createdAt: today })).toEqual({
    at,
    count: 10,
    today: 7,
    firstAt: earlier,
    lastAt: today,
    isLast: true,
  });
  expect(howUsual(group, { at, createdAt: today - 1 }).isLast).toBe(false);
});

test.each([
  [1, '1st'],
  [2, '2nd'],
  [3, '3rd'],
  [4, '4th'],
  [11, '11th'],
  [12, '12th'],
  [13, '13th'],
  [21, '21st'],
  [112, '112th'],
  [1_203, '1,203rd'],
])('%i is the %s', (number, word) => {
  expect(ordinal(number)).toBe(word);
});
