import fc from 'fast-check';

const surrogates = { first: 0xd800, count: 0x800 };
const characters = 0x11_0000 - surrogates.count;

/**
 * Any character of Unicode. The library's own unit of this kind, `binary`, first writes down all million of
 * them, which costs every process more than half a second.
 */
export const anyCharacter: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: characters - 1 })
  .map(toCharacter, toNumber);

function toCharacter(number: number): string {
  return String.fromCodePoint(number < surrogates.first ? number : number + surrogates.count);
}

function toNumber(text: unknown): number {
  const point = typeof text === 'string' ? text.codePointAt(0) : undefined;
  if (point === undefined) throw new TypeError('not a character');
  const number = point < surrogates.first ? point : point - surrogates.count;
  if (toCharacter(number) !== text) throw new TypeError('not a character');
  return number;
}
