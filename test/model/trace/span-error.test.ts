import { expect, test } from 'vitest';
import { describeErrorInRow } from '../../../src/model/report/describe-error.ts';
import type { Span } from '../../../src/model/run.ts';
import { errorOfSpan } from '../../../src/model/trace/span-error.ts';

const span = (attributes: Span['attributes'], exception?: Span['attributes']): Span => ({
  id: 's',
  name: 'POST pay',
  kind: 'http',
  startAt: 0,
  status: 'error',
  attributes,
  events: exception ? [{ name: 'exception', at: 1, attributes: exception }] : [],
});

const request = { 'exception.type': 'Error', 'exception.message': 'request failed' };

test.each<readonly [what: string, span: Span, row: string]>([
  [
    'the cause that a recorder noted',
    span({}, { ...request, 'exception.cause.type': 'TimeoutError', 'exception.cause.message': 'no answer' }),
    'TimeoutError: no answer · wrapped in request failed',
  ],
  [
    'the cause in the stack of Java',
    span(
      {},
      { ...request, 'exception.stacktrace': 'Error: request failed\n\tat a.B\nCaused by: a.C: no answer' },
    ),
    'a.C: no answer · wrapped in request failed',
  ],
  ['an exception before what the attributes say', span({ 'error.type': '503' }, request), 'request failed'],
  [
    'attributes without an exception',
    span({ 'error.type': 'Late', 'error.message': 'too late' }),
    'Late: too late',
  ],
  ['a message alone', span({ 'status.message': 'too late' }), 'too late'],
])('a failed span has %s', (_, failed, row) => {
  expect(describeErrorInRow(errorOfSpan(failed) ?? {})).toBe(row);
});

test('a span without words, or that did not fail, has no error', () => {
  expect(errorOfSpan(span({ error: true }))).toBe(undefined);
  expect(errorOfSpan({ ...span({}, request), status: 'ok' })).toBe(undefined);
});
