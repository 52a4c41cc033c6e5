import { expect, it, test } from 'vitest';
import { summarizeFailure } from '../../../src/model/failure/summarize-failure.ts';
import {
  describeCauseInRow,
  describeError,
  describeErrorInRow,
  errorChain,
} from '../../../src/model/report/describe-error.ts';
import type { RunError } from '../../../src/model/run.ts';

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

const timeout = { name: 'TimeoutError', message: 'timeout of 30000 ms exceeded' };

test.each<readonly [what: string, error: Parameters<typeof describeErrorInRow>[0], row: string]>([
  [
    'the cause that a row knows, then the error',
    { name: 'Error', message: 'request failed', cause: timeout },
    'TimeoutError: timeout of 30000 ms exceeded · wrapped in request failed',
  ],
  [
    'the innermost cause of a whole error, then the outermost',
    { message: 'not paid', value: { cause: { message: 'HTTP 503', cause: { ...timeout, name: 'Error' } } } },
    'timeout of 30000 ms exceeded · wrapped in not paid',
  ],
  [
    'the words of the cause once',
    { name: 'OrderError', message: 'could not save: no connection', cause: { message: 'no connection' } },
    'no connection · wrapped in OrderError: could not save',
  ],
  [
    'no wrapper that only repeats the cause',
    { name: 'Error', message: 'TimeoutError: timeout of 30000 ms exceeded', cause: timeout },
    'TimeoutError: timeout of 30000 ms exceeded',
  ],
  [
    'the class of a wrapper without words of its own',
    { name: 'PaymentError', message: 'no connection', cause: { name: 'Error', message: 'no connection' } },
    'no connection · wrapped in PaymentError',
  ],
  [
    'the first of several errors in one',
    {
      name: 'AggregateError',
      message: '',
      value: { name: 'AggregateError', errors: [{ message: 'no route' }] },
    },
    'no route · wrapped in AggregateError',
  ],
  [
    'the cause in a stack',
    { message: 'could not save', stack: 'x\nCaused by: java.sql.SQLException: deadlock detected\n\tat d.E' },
    'java.sql.SQLException: deadlock detected · wrapped in could not save',
  ],
  ['the first line of each', { message: 'a\nb', value: { cause: 'c\nd' } }, 'c · wrapped in a'],
  [
    'no word of a browser alone',
    { message: 'Uncaught TypeError: x', cause: { name: 'TypeError', message: 'x' } },
    'TypeError: x',
  ],
])('a row says %s', (_, error, row) => {
  expect(describeErrorInRow(error)).toBe(row);
  expect(describeCauseInRow(error)).toBe(row.replace(/ · wrapped in .*$/u, ''));
});

const refused = { name: 'Error', message: 'connect ECONNREFUSED 127.0.0.1:5432', code: 'ECONNREFUSED' };

test.each<readonly [what: string, error: RunError, chain: readonly string[]]>([
  [
    'an error alone',
    { value: undefined, name: 'TypeError', message: 'x is undefined' },
    ['TypeError: x is undefined'],
  ],
  [
    'causes, the innermost first',
    {
      name: 'PaymentError',
      message: 'not paid',
      value: { cause: { name: 'HttpError', message: 'HTTP 503', cause: { message: 'connect ETIMEDOUT' } } },
    },
    ['connect ETIMEDOUT', 'HttpError: HTTP 503', 'PaymentError: not paid'],
  ],
  [
    'the first of several errors in one',
    {
      name: 'AggregateError',
      message: '',
      value: { name: 'AggregateError', message: '', errors: [refused, refused] },
    },
    [`Error: ${refused.message}`, 'AggregateError'],
  ],
  [
    'the cause in a stack of Java',
    {
      value: undefined,
      name: 'java.lang.RuntimeException',
      message: 'could not save',
      stack:
        'java.lang.RuntimeException: could not save\n\tat a.B.c(B.java:1)\nCaused by: java.sql.SQLException: deadlock detected\n\tat d.E.f(E.java:2)',
    },
    ['java.sql.SQLException: deadlock detected', 'java.lang.RuntimeException: could not save'],
  ],
  ['nothing of an error without words', { value: { a: 1 } }, []],
  ['a repeated cause once', { value: { cause: 'same' }, message: 'same' }, ['same']],
])('%s', (_, error, chain) => {
  expect(errorChain(error)).toEqual(chain);
});

test('causes that go round and round end', () => {
  const value: Record<string, unknown> = { message: 'a' };
  value.cause = { message: 'b', cause: value };
  expect(errorChain({ value, message: 'a' }).length).toBeLessThan(20);
});

it.each<readonly [message: string, cause: object, said: string]>([
  ['fetch failed', { name: 'Error', message: '', code: 'ECONNREFUSED' }, 'fetch failed'],
  ['no answer', { code: 'ECONNREFUSED', errno: -111 }, 'no answer'],
  [
    'could not load a.csv (no such file) for ada',
    { message: 'no such file' },
    'could not load a.csv (no such file) for ada',
  ],
])('a row of %j with the cause %j says what the row of its run says', (message, cause, said) => {
  const error: RunError = { name: 'Error', message, value: { cause } };
  const summary = summarizeFailure({ error, step: undefined, name: 'send' });
  expect([describeErrorInRow(error), describeErrorInRow(summary)]).toEqual([said, said]);
});
