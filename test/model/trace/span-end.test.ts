import { expect, test } from 'vitest';
import { spanDurationMs, spanEndAt, spreadOf } from '../../../src/model/trace/span-tree.ts';
import { span } from '../../screen/run/detail-of.ts';

test.each([
  ['its own end', { startAt: 10, endAt: 30 }, 30, 20],
  ['the end of its run where it has none', { startAt: 10 }, 50, 40],
  ['its start where the run ended before it began', { startAt: 70 }, 70, 0],
  ['its start where the clock was set back', { startAt: 40, endAt: 30 }, 40, 0],
])('a span ends at %s', (_, span, end, duration) => {
  expect(spanEndAt(span, 50)).toBe(end);
  expect(spanDurationMs(span, 50)).toBe(duration);
});

const lasting = (ms: number, fields = {}) => span('a', { startAt: 100, endAt: 100 + ms, ...fields });

test('the spread is of the spans that ended; the others are counted', () => {
  const spans = [lasting(5), lasting(500, { status: 'error' }), lasting(7), lasting(0, { endAt: undefined })];
  expect(spreadOf(spans)).toEqual({ failed: 1, open: 1, medianMs: 7, longestMs: 500 });
});

test('spans of which none ended have no median', () => {
  expect(spreadOf([lasting(0, { endAt: undefined })])).toEqual({ failed: 0, open: 1 });
  expect(spreadOf([])).toEqual({ failed: 0, open: 0 });
});
