import {
  closeBrace,
  closeBracket,
  comma,
  endOfScalar,
  endOfSpace,
  endOfText,
  openBrace,
  openBracket,
  quote,
} from './json-bytes.ts';

/** The index after the value at `at` of valid JSON. */
export function endOfValue(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== openBrace && bytes[at] !== openBracket) return endOfScalar(bytes, at);
  let depth = 0;
  for (let end = at; ; ) {
    const byte = bytes[end];
    if (byte === quote) {
      end = endOfText(bytes, end);
      continue;
    }
    end += 1;
    if (byte === openBrace || byte === openBracket) depth += 1;
    else if (byte === closeBrace || byte === closeBracket) depth -= 1;
    if (depth === 0) return end;
  }
}

/** The place of a member's value, whose key is at `at`. */
export function valueOfMember(bytes: Uint8Array, at: number): number {
  return endOfSpace(bytes, endOfSpace(bytes, endOfText(bytes, at)) + 1);
}

/** The places of some neighboring items of valid JSON: of the values in a list, of the keys in an object. */
export function placesFrom(bytes: Uint8Array, first: number, count: number, isList: boolean): number[] {
  const places = [first];
  for (let at = first; places.length < count; ) {
    const end = endOfSpace(bytes, endOfValue(bytes, isList ? at : valueOfMember(bytes, at)));
    if (bytes[end] !== comma) break;
    at = endOfSpace(bytes, end + 1);
    places.push(at);
  }
  return places;
}
