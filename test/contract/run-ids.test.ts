import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRunIds } from '../../src/contract/run-ids.ts';

test('ids sort in the order in which they were made, whatever the clock does', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 42 }), { minLength: 2, maxLength: 50 }), times => {
      const newId = createRunIds();
      const ids = times.flatMap(at => [newId(at), newId(at)]);
      expect(ids.toSorted()).toEqual(ids);
      expect(new Set(ids).size).toBe(ids.length);
      for (const id of ids) expect(id).toMatch(/^run_[0-9A-HJKMNP-TV-Z]{26}$/);
    }),
  );
});

test('carries over when the last digits are used up', () => {
  const newId = createRunIds(size => new Uint8Array(size).fill(31));
  const [first = '', second = ''] = [newId(1), newId(1)];
  expect(first.slice(-16)).toBe('ZZZZZZZZZZZZZZZZ');
  expect(second.slice(-16)).toBe('0000000000000000');
});

test('holds the time', () => {
  expect(createRunIds(size => new Uint8Array(size))(1_469_918_176_385)).toBe(
    'run_01ARYZ6S410000000000000000',
  );
});
