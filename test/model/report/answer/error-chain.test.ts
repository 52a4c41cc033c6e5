import { expect, test } from 'vitest';
import { errorChain } from '../../../../src/model/report/answer/error-chain.ts';
import type { RunError } from '../../../../src/model/run.ts';

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
