import fc from 'fast-check';
import { expect, test } from 'vitest';
import { selectNth, spreadOf } from '../../../src/model/trace/spread-of-spans.ts';
import { span } from '../../screen/run/detail-of.ts';

const lasting = (ms: number, fields = {}) => span('a', { startAt: 100, endAt: 100 + ms, ...fields });

test('the spread is of the spans that ended; the others are counted', () => {
  const spans = [lasting(5), lasting(500, { status: 'error' }), lasting(7), lasting(0, { endAt: undefined })];
  expect(spreadOf(spans)).toEqual({ failed: 1, open: 1, medianMs: 7, longestMs: 500 });
});

test('spans of which none ended have no median', () => {
  expect(spreadOf([lasting(0, { endAt: undefined })])).toEqual({ failed: 0, open: 1 });
  expect(spreadOf([])).toEqual({ failed: 0, open: 0 });
});

const withoutMinusZero = (value: number) => value + 0;

test('the nth value is that of the sorted values', () => {
  const values = fc.array(
    fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ noNaN: true }).map(withoutMinusZero)),
    {
      minLength: 1,
    },
  );
  fc.assert(
    fc.property(values, fc.nat(), (list, at) => {
      const nth = at % list.length;
      const sorted = Float64Array.from(list).sort();
      expect(selectNth(Float64Array.from(list), nth)).toBe(sorted[nth]);
    }),
  );
});
