import { hash } from 'node:crypto';
import type { JsonText } from '../../../contract/run-events.ts';
import { canonicalJson, parseExactJson } from '../../../model/payload/json-text.ts';

/** In UTF-16 units. The members of a larger input are not sorted. */
const mostSorted = 16_384;
const hashChars = 16;

/** Inputs that differ only in the order of members have the same hash. */
export function inputHash(input: JsonText): string {
  const text = input.length > mostSorted ? input : sortMembers(input);
  return hash('sha256', text, 'base64url').slice(0, hashChars);
}

/** Returns the text as it is when it is not JSON, or is nested too deeply. */
function sortMembers(input: JsonText): string {
  try {
    const value = parseExactJson(input);
    return value === undefined ? input : canonicalJson(value);
  } catch {
    return input;
  }
}
