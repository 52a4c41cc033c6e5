import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonFault } from '../../../src/model/payload/json-fault.ts';
import { trials } from '../../trials.ts';

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('where a text is not JSON', () => {
  it.each([
    ['{"a": x}', 1, 7, 'a value is expected'],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, 'a comma or } is expected'],
    ['{\n  "a": 1,\n}', 3, 1, 'a key in double quotes is expected'],
    ["{'a': 1}", 1, 2, 'a key in double quotes, or } is expected'],
    ['[1, 2', 1, 6, 'a comma or ] is expected'],
    ['[1, ]', 1, 5, 'a value is expected'],
    ['{"a" 1}', 1, 6, 'a colon is expected'],
    ['{"a": "no end\n}', 1, 7, 'this text has no closing quote'],
    ['{"a": "C:\\dir"}', 1, 10, 'JSON has no such escape'],
    ['"a\tb"', 1, 3, 'a control character must be written as an escape'],
    ['{} {}', 1, 4, 'nothing more is expected'],
    ['01', 1, 1, 'a value is expected'],
    ['', 1, 1, 'a value is expected'],
  ])('%j is said with its line and column', (text, line, column, message) => {
    expect(findJsonFault(text)).toMatchObject({ line, column, message });
  });

  it('is nowhere in what JSON.parse accepts, and somewhere in all else', () => {
    const broken = fc
      .tuple(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', '"', '\\', ',', '}', 'x', '\n', '\u007f', '\u2028', '1', '-', '.'),
      )
      .map(
        ([json, at, put]) =>
          `${json.slice(0, at % (json.length + 1))}${put}${json.slice((at % (json.length + 1)) + 1)}`,
      );
    fc.assert(
      fc.property(fc.oneof(fc.json(), broken, fc.string()), text => {
        expect(findJsonFault(text) === undefined).toBe(isJson(text));
      }),
      { numRuns: trials(2_000) },
    );
  });

  it('is found at any depth and in a long text', () => {
    expect(findJsonFault('['.repeat(50_000))?.at).toBe(50_000);
    const long = JSON.stringify({ note: 'line\n"quoted" \u00e9 '.repeat(200_000) });
    expect(findJsonFault(long)).toBeUndefined();
    expect(findJsonFault(`${long.slice(0, -1)},}`)?.at).toBe(long.length);
  });
});
