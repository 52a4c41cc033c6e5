import { expect, test } from 'vitest';
import { knownError, summarizeFailure } from '../../../src/model/failure/summarize-failure.ts';

const cause = { name: 'Error', message: 'no connection' };

test.each([
  ['another message', 'request failed', cause],
  ['the cause after words of its own', 'could not save the order: no connection', cause],
  ['the cause alone', 'no connection', undefined],
  ['the cause among other words', 'request failed (no connection) twice', undefined],
])('a row of an error with %s knows the cause where the error does not say it first', (_, message, known) => {
  const summary = summarizeFailure({ error: { message, value: { message, cause } }, name: 'sync' });
  expect(summary.cause).toEqual(known);
});

test.each([
  'TypeError: x is not a function',
  'TypeError [ERR_X]: x is not a function',
  'Error: no connection',
])('an error that nothing wraps has no cause, though its message begins with its class: %s', message => {
  expect(summarizeFailure({ error: { message, name: message.split(/\W/u)[0] }, name: 's' }).cause).toBe(
    undefined,
  );
});

test('what is known of an error is that of the run, else that of its row, with the cause', () => {
  const errorSummary = { name: 'Error', message: 'request failed', code: 'E1', step: 'pay', cause };
  const error = { value: 1, message: 'whole' };
  expect(knownError({ error, errorSummary })).toBe(error);
  expect(knownError({ errorSummary })).toEqual({
    name: 'Error',
    message: 'request failed',
    code: 'E1',
    value: { cause },
  });
  expect(knownError({})).toBe(undefined);
});
