import { describe, expect, it } from 'vitest';
import { countValues } from '../../../src/server/bodies/parse-body.ts';

const count = (json: string, most = 1_000) => countValues(Buffer.from(json), most);

describe('the values of a JSON text', () => {
  it.each([
    ['1', 1],
    ['"a,b[c{"', 1],
    ['[1,2,3]', 4],
    ['{"a":1,"b":[{},{}]}', 7],
    [String.raw`["\"",",","\\",","]`, 5],
    [String.raw`["\\\",[",1]`, 3],
    ['["never ended,,,', 2],
  ])('of %s are counted outside of texts', (json, values) => {
    expect(count(json)).toBe(values);
  });

  it('are at least as many as parsing makes', () => {
    const all = (value: unknown): number =>
      typeof value === 'object' && value !== null
        ? Object.values(value).reduce<number>((sum, one) => sum + all(one), 1)
        : 1;
    const value = { a: [1, 'x,y', { b: null, c: [[], {}] }], d: { e: '"\\' } };
    expect(count(JSON.stringify(value))).toBeGreaterThanOrEqual(all(value));
  });

  it('are not counted beyond the limit', () => {
    expect(count('[1,2,3,4,5,6,7,8]', 3)).toBe(4);
  });
});
