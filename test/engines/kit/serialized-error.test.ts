import { expect, test } from 'vitest';
import { toRecordedError } from '../../../src/engines/kit/serialized-error.ts';
import { summarizeFailure } from '../../../src/model/failure/summarize-failure.ts';

const lineOf = (thrown: unknown) =>
  summarizeFailure({ error: toRecordedError(thrown), name: 'order' }).message;

test('what was thrown and is no error is told whole in the row of its run', () => {
  expect(lineOf({ code: 7, till: 'closed' })).toBe('{"code":7,"till":"closed"}');
  expect(lineOf(['the till', { n: 4 }])).toBe('["the till",{"n":4}]');
  expect(lineOf(42)).toBe('42');
});
