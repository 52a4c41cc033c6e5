import { expect, test } from 'vitest';
import { becauseOf } from '../../../src/model/failure/because.ts';
import { failureId } from '../../../src/model/failure/failure-text.ts';
import { summarizeFailure } from '../../../src/model/failure/summarize-failure.ts';

const workflows = [{ name: 'order', count: 3 }];

/** The group of an error, in which values and marks at some places name the cause. */
function groupOf(message: string, { code, naming = [] }: { code?: string; naming?: readonly number[] } = {}) {
  const example = summarizeFailure({ error: { message, code, value: undefined }, name: 'order' });
  return { id: failureId(example.failure, naming), example, workflows };
}

test.each([
  [
    'the constraint, in any language',
    'doppelter Schlüsselwert verletzt Unique-Constraint »orders_pkey«',
    'SQLSTATE 23505 · constraint orders_pkey',
  ],
  [
    'the column that has no value',
    'null value in column "email" of relation "users" violates not-null constraint',
    'SQLSTATE 23502 · column email of users',
  ],
  ['the code for the words', 'dial tcp 10.0.0.7:5432: connect: connection refused', 'ECONNREFUSED'],
  ['the SQLSTATE for the words', 'deadlock detected', 'SQLSTATE 40P01'],
  ['a status without words', 'Request failed with status code 503', 'HTTP 503'],
  ['nothing but the words', 'the depot 17 is closed today', 'the same words'],
])('a group says that it is made by %s', (_, message, because) => {
  expect(becauseOf(groupOf(message))).toBe(because);
});

test('a group that values and marks tell from others names them', () => {
  const group = groupOf('no rate for "EUR" today', { code: 'E_RATE', naming: [0, 2] });
  expect(becauseOf(group)).toBe('the same words · "EUR" · code E_RATE');
});

test('secrets in what made a group are masked', () => {
  const group = groupOf('no rate for "sk_live_abcdefghij0123456789abcd" today', { naming: [0] });
  expect(becauseOf(group)).not.toContain('abcdefghij0123456789');
});

test('a group of a fingerprint says nothing, because its row does not have the fingerprint', () => {
  const { example } = groupOf('sold out');
  expect(becauseOf({ id: '40000000000', example, workflows })).toBe(undefined);
});
