import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inputHash } from '../../../../src/database/runs/events/input-hash.ts';
import { canonicalJson } from '../../../../src/model/payload/json-text.ts';
import { trials } from '../../../trials.ts';

/** The same value with the members of each object in the other order, and blanks between all parts. */
function reversed(value: unknown): string {
  if (Array.isArray(value)) return `[ ${value.map(reversed).join(' , ')} ]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, part]) => `${JSON.stringify(key)} :\n${reversed(part)}`);
  return `{\t${members.reverse().join(' , ')} }`;
}

describe('the hash of an input', () => {
  it('is the same whatever the order of members and the blanks between them', () => {
    fc.assert(
      fc.property(fc.json(), text => {
        expect(inputHash(reversed(JSON.parse(text)))).toBe(inputHash(JSON.stringify(JSON.parse(text))));
      }),
      { numRuns: trials(2_000, 200) },
    );
  });

  it('differs where the values differ', () => {
    const seen = new Map<string, string>();
    fc.assert(
      fc.property(fc.json(), text => {
        const value = JSON.stringify(JSON.parse(text));
        const canonical = canonicalJson(JSON.parse(value));
        const known = seen.get(inputHash(value));
        if (known !== undefined) expect(canonical).toBe(known);
        seen.set(inputHash(value), canonical);
      }),
      { numRuns: trials(20_000, 1_000) },
    );
  });

  it.each([
    ['{"a":1,"b":2}', '{"a":2,"b":1}'],
    ['[1,2]', '[2,1]'],
    ['{}', '[]'],
    ['{"a":{"b":1}}', '{"a":{},"b":1}'],
    ['[[1],2]', '[1,[2]]'],
    ['"1"', '1'],
    ['{"a":"x\\",\\"b\\":1"}', '{"a":"x","b":1}'],
    ['12345678901234567891', '12345678901234567892'],
  ])('of %s is another one than of %s', (one, other) => {
    expect(inputHash(one)).not.toBe(inputHash(other));
  });

  it('is of any text, however deep, long or broken', () => {
    const deep = '['.repeat(5_000) + ']'.repeat(5_000);
    const texts = [deep, `"${'x'.repeat(20_000)}"`, '{"a"', 'no json', ''];
    expect(new Set(texts.map(inputHash)).size).toBe(texts.length);
  });

  it('tells apart a hundred thousand orders that differ in a number', () => {
    const hashes = Array.from({ length: 100_000 }, (_, at) => inputHash(`{"order":${at},"plan":"scale"}`));
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
