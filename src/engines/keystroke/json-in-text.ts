import { parseExactJson } from '../../model/payload/exact-json.ts';
import { findDepth } from '../../model/payload/json-brackets.ts';

/** A line that begins as a list or an object does; `[info]` and `[12:30]` do not. */
const jsonStart =
  /^[^\S\r\n\u2028\u2029]*(?:\{\s*["}]|\[\s*(?:["{[\]]|(?:-?\d[\d.eE+-]*|true|false|null)\s*[,\]]))/gm;

/**
 * Lines that begin so and are no JSON all the same, and what is read behind them: to the end from each would
 * take too long.
 */
const mostStarts = 100;
const mostUnits = 128 * 1024 * 1024;

/**
 * The objects and lists of JSON that begin a line of a text, whatever stands before, between and after them.
 * Whole numbers that a number would round are markers of a `bigint` (`docs/payloads.md`).
 */
export function findJson(text: string): readonly unknown[] {
  const whole = parseExactJson(text);
  if (whole !== undefined) return [whole];
  const values: unknown[] = [];
  let from = 0;
  let misses = 0;
  let unitsRead = 0;
  while (misses < mostStarts && unitsRead < mostUnits) {
    jsonStart.lastIndex = from;
    const match = jsonStart.exec(text);
    if (!match) break;
    const end = endOfValue(text, match.index);
    const value = end === undefined ? undefined : parseExactJson(text.slice(match.index, end));
    if (value === undefined) {
      misses += 1;
      unitsRead += (end ?? text.length) - match.index;
    } else values.push(value);
    from = value === undefined || end === undefined ? nextLine(text, match.index) : end;
    if (from === 0) break;
  }
  return values;
}

/** Behind the bracket that closes the first one; `undefined` where there is none. */
function endOfValue(text: string, start: number): number | undefined {
  const last = findDepth(text, start, depth => depth === 0);
  return last === undefined ? undefined : last + 1;
}

/** 0 when there is none. */
function nextLine(text: string, at: number): number {
  return text.indexOf('\n', at) + 1;
}
