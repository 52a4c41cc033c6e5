import { parseExactJson } from '../../../model/payload/exact-json.ts';
import { findDepth } from '../../../model/payload/json-brackets.ts';

/** Deeper than people nest, and no more than one thread can hand to another. */
const deepest = 1_000;

/** A value that was recorded as JSON text; text that is none, or nests too deep, stays a text. */
export function parseJsonText(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{"]/.test(value) || nestsDeeper(value, deepest)) return value;
  return parseExactJson(value) ?? value;
}

/** Whether more than so many brackets outside of texts are open at once. */
function nestsDeeper(json: string, levels: number): boolean {
  return json.length > 2 * levels && findDepth(json, 0, depth => depth > levels) !== undefined;
}
