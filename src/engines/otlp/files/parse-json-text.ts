import { parseExactJson } from '../../../model/payload/exact-json.ts';

/** Deeper than real data, but a value of this depth can still be posted to another thread. */
const maxDepth = 1_000;

/** Returns a text that is not JSON, or nests too deep, as it is. */
export function parseJsonText(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{"]/.test(value) || nestsDeeper(value, maxDepth)) return value;
  return parseExactJson(value) ?? value;
}

const [quote, backslash, openList, closeList, openObject, closeObject] = [34, 92, 91, 93, 123, 125];

/** Whether more than `levels` brackets outside strings are open at once. */
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
