import { expect, test } from 'vitest';
import { exact, toInexact, undecided } from '../../src/query-sql/condition.ts';
import { raw } from '../../src/query-sql/sql-template.ts';

test('a condition that the matcher decides still joins its table and can still use its index', () => {
  const condition = { ...exact(raw('w.words IS NOT NULL')), needsJoin: true, indexed: raw('r.has_words') };
  expect(toInexact(condition)).toEqual({ ...condition, isExact: false });
  expect(toInexact(undecided)).toBe(undecided);
});
