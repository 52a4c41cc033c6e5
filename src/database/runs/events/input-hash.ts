import { hash } from 'node:crypto';
import type { JsonText } from '../../../contract/run-events.ts';
import { canonicalJson, parseExactJson } from '../../../model/payload/json-text.ts';

/** In UTF-16 units; the members of a larger input count as they are ordered. */
const mostOrdered = 16_384;
const hashChars = 16;

/** The same text for inputs that are equal but for the order of members, and probably for no others. */
export function inputHash(input: JsonText): string {
  const text = input.length > mostOrdered ? input : inOrder(input);
  return hash('sha256', text, 'base64url').slice(0, hashChars);
}

/** The text itself where it is no JSON, or nests too deeply. */
function inOrder(input: JsonText): string {
  try {
    const value = parseExactJson(input);
    return value === undefined ? input : canonicalJson(value);
  } catch {
    return input;
  }
}
