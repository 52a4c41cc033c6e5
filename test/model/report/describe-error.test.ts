import { expect, it } from 'vitest';
import { describeError, describeErrorInRow } from '../../../src/model/report/describe-error.ts';

it.each([
  [{ name: 'TypeError', message: 'no such thing' }, 'TypeError: no such thing'],
  [{ name: 'TypeError', message: 'TypeError: no such thing' }, 'TypeError: no such thing'],
  [{ message: 'no such thing', code: '404' }, 'no such thing'],
  [{ name: 'TypeError', message: '' }, 'TypeError'],
  [{ name: '', message: '', code: '409' }, 'code 409'],
  [{ message: '' }, 'an error without a message'],
  [{ name: ' ', message: ' \n' }, 'an error without a message'],
  [{}, ''],
])('of %j says %j', (error, said) => {
  expect(describeError(error)).toBe(said);
});

it.each([
  [{ name: 'Error', message: 'rate limit' }, 'rate limit'],
  [{ message: 'Error: rate limit' }, 'rate limit'],
  [{ message: 'Uncaught Error: Error: rate limit' }, 'rate limit'],
  [{ name: 'java.lang.RuntimeException', message: 'rate limit' }, 'rate limit'],
  [{ name: '*errors.errorString', message: 'rate limit' }, 'rate limit'],
  [{ name: 'TimeoutError', message: 'Error: rate limit' }, 'TimeoutError: rate limit'],
  [{ name: 'Stripe.Error', message: 'rate limit' }, 'Stripe.Error: rate limit'],
  [{ message: 'HTTP Error: 429' }, 'HTTP Error: 429'],
  [{ name: 'Error', message: '' }, 'Error'],
  [{ message: 'Error:' }, 'Error:'],
  [{ name: ' ', message: '  ' }, 'an error without a message'],
  [{}, ''],
])('a row of %j says %j, no class that says nothing before it', (error, said) => {
  expect(describeErrorInRow(error)).toBe(said);
});
