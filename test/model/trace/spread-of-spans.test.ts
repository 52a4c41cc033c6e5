import { expect, test } from 'vitest';
import { spreadOf } from '../../../src/model/trace/spread-of-spans.ts';
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
