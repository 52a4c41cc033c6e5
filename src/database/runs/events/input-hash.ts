import { hash } from 'node:crypto';
import type { JsonText } from '../../../contract/run-events.ts';
import { canonicalJson } from '../../../model/payload/canonical-json.ts';
import { parseExactJson } from '../../../model/payload/json-text.ts';

/** In UTF-16 units; the members of a larger input count as they are ordered. */
const mostOrdered = 16_384;
const hashChars = 16;

/** The same text for equal inputs of runs, and no other: 96 bits of a SHA-256. */
export function inputHash(input: JsonText): string {
  const value = input.length > mostOrdered ? undefined : parseExactJson(input);
  const text = value === undefined ? input : canonicalJson(value);
  return hash('sha256', text, 'base64url').slice(0, hashChars);
}
