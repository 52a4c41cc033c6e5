import fc from 'fast-check';
import { expect, it } from 'vitest';
import { packValue, unpackValue } from '../../../../src/engines/workflow-sdk/payloads/packed-value.ts';
import { trials } from '../../../trials.ts';

it('rebuilds any JSON value, however small the pieces are', async () => {
  const cases = fc.asyncProperty(
    fc.json({ maxDepth: 5 }).map(text => JSON.parse(text)),
    fc.integer({ min: 1, max: 80 }),
    async (value, maxLength) => {
      const unpacked = await unpackValue(packValue(value, maxLength));
      expect(JSON.stringify(unpacked)).toBe(JSON.stringify(value));
    },
  );
  await fc.assert(cases, { numRuns: trials(500) });
});

it.each([
  ['half of a surrogate pair', { a: ['\ud800', 'x\udc00y', '🙂'.repeat(20)] }],
  ['a key that objects have already', JSON.parse('{"a":1,"__proto__":{"b":[1,2,3]},"toString":2}')],
  ['empty things', { '': {}, a: [], b: [[]], c: '' }],
  ['numbers that look like keys', { 2: 'b', 1: 'a' }],
])('keeps %s', async (_, value) => {
  for (const maxLength of [1, 8, 1_000]) {
    const unpacked = await unpackValue(packValue(value, maxLength));
    expect(JSON.stringify(unpacked)).toBe(JSON.stringify(value));
    expect(Object.prototype).not.toHaveProperty('b');
  }
});
