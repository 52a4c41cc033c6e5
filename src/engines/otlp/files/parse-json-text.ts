import { parseExactJson } from '../../../model/payload/exact-json.ts';
import { findDepth } from '../../../model/payload/json-brackets.ts';

/** Deeper than people nest, and no deeper than a value that can be posted to another thread. */
const deepest = 1_000;

/** The value of a JSON text; a text that is not JSON, or nests too deep, stays a text. */
export function parseJsonText(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{"]/.test(value) || nestsDeeper(value, deepest)) return value;
  return parseExactJson(value) ?? value;
}

/** Whether more than `levels` brackets outside strings are open at once. */
function nestsDeeper(json: string, levels: number): boolean {
  return json.length > 2 * levels && findDepth(json, 0, depth => depth > levels) !== undefined;
}
