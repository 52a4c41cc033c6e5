import { parseExactJson } from '../exact-json.ts';

/** Deeper than people nest, and no more than one thread can hand to another. */
const deepest = 1_000;

/** A value that was recorded as JSON text; text that is none, or nests too deep, stays a text. */
export function parsed(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{"]/.test(value) || nestsDeeper(value, deepest)) return value;
  return parseExactJson(value) ?? value;
}

const [quote, backslash, openList, closeList, openObject, closeObject] = [34, 92, 91, 93, 123, 125];

/** Whether more than so many brackets outside of texts are open at once. */
function nestsDeeper(json: string, levels: number): boolean {
  if (json.length <= 2 * levels) return false;
  let depth = 0;
  let isText = false;
  for (let at = 0; at < json.length && depth <= levels; at += 1) {
    const unit = json.charCodeAt(at);
    if (unit === quote) isText = !isText;
    else if (isText) at += unit === backslash ? 1 : 0;
    else if (unit === openList || unit === openObject) depth += 1;
    else if (unit === closeList || unit === closeObject) depth -= 1;
  }
  return depth > levels;
}
