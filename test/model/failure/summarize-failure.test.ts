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

test('an error of several coloured lines is not shown as wrapped in itself', () => {
  const message = '\u001b[31mno connection to the depot\u001b[39m\nthe depot was asked twice';
  expect(summarizeFailure({ error: { message, value: undefined }, name: 's' }).cause).toBe(undefined);
});

test('the telling line of what a program printed is the cause that a row shows', () => {
  const message = 'Command failed: terraform apply\n╷\n│ Error: the bucket is not empty\n╵';
  expect(summarizeFailure({ error: { message, value: undefined }, name: 's' }).cause).toMatchObject({
    message: 'Error: the bucket is not empty',
  });
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

test('a body whose status is an object that cannot be a number is an error without a status', () => {
  const message = '{"error":{"message":"no seats left","status":{"toString":1,"valueOf":1}}}';
  const summary = summarizeFailure({ error: { message, value: undefined }, name: 's' });
  expect(summary.message).toContain('no seats left');
});
