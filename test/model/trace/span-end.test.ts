import { expect, test } from 'vitest';
import { spanDurationMs, spanEndAt } from '../../../src/model/trace/span-end.ts';

test.each([
  ['its own end', { startAt: 10, endAt: 30 }, 30, 20],
  ['the end of its run where it has none', { startAt: 10 }, 50, 40],
  ['its start where the run ended before it began', { startAt: 70 }, 70, 0],
  ['its start where the clock was set back', { startAt: 40, endAt: 30 }, 40, 0],
])('a span ends at %s', (_, span, end, duration) => {
  expect(spanEndAt(span, 50)).toBe(end);
  expect(spanDurationMs(span, 50)).toBe(duration);
});
