import { parseExactJson } from '../../../model/payload/exact-json.ts';
import { findDepth } from '../../../model/payload/json-brackets.ts';

/** Deeper than real data, but a value of this depth can still be posted to another thread. */
const maxDepth = 1_000;

/** Returns a text that is not JSON, or nests too deep, as it is. */
export function parseJsonText(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{"]/.test(value) || nestsDeeper(value, maxDepth)) return value;
  return parseExactJson(value) ?? value;
}

function nestsDeeper(json: string, levels: number): boolean {
  return json.length > 2 * levels && findDepth(json, 0, depth => depth > levels) !== undefined;
}
