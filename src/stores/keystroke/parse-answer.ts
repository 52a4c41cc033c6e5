import { InspectorError } from '../../model/errors.ts';
import { isLoose, type Loose, memberOf } from './loose.ts';

/**
 * The JSON that a command printed. What stands before it, such as a notice of an update, is passed over; several values one after the
 * other, each on its line, are a list. Throws an `InspectorError` when there is none.
 */
export function parseAnswer(stdout: string, command: string): unknown {
  const text = stdout.trim();
  if (text === '') return undefined;
  let starts = 0;
  for (const { index } of text.matchAll(jsonStart)) {
    const rest = text.slice(index);
    const found = tryParse(rest) ?? parseLines(rest);
    if (found !== undefined) return found;
    starts += 1;
    if (starts === mostStarts) break;
  }
  throw new InspectorError('unreadable', `${command} did not print JSON`, {
    hint: 'run it by hand to see what it prints',
  });
}

/** A line that begins as a list or an object does; `[info]` and `[12:30]` do not. */
const jsonStart = /^[^\S\n]*(?:\{\s*["}]|\[\s*(?:["{[\]]|(?:-?\d[\d.eE+-]*|true|false|null)\s*[,\]]))/gm;

/** Lines that begin so and are no JSON all the same: reading from each to the end would take too long. */
const mostStarts = 100;

/** Several values, each on its line; `undefined` where one of the lines is none. */
function parseLines(text: string): readonly unknown[] | undefined {
  const values: unknown[] = [];
  for (const [line] of text.matchAll(/^.*\S.*$/gm)) {
    const value = tryParse(line);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values.length > 1 ? values : undefined;
}

function tryParse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

const wrappers = ['data', 'result', 'results', 'response', 'payload', 'items', 'records', 'rows', 'entries'];
const deepest = 4;

/** What the id of a run may be called. */
export const idNames = ['id', 'runid', 'sessionid', 'executionid'];

/** The list in an answer: the answer itself, or under one of its names, or wrapped once more. */
export function listIn(answer: unknown, names: readonly string[], depth = 0): readonly Loose[] {
  if (Array.isArray(answer)) return answer.filter(isLoose);
  if (depth > deepest) return [];
  for (const name of [...names, ...wrappers]) {
    const inner = memberOf(answer, name);
    if (Array.isArray(inner)) return inner.filter(isLoose);
  }
  for (const name of wrappers) {
    const inner = memberOf(answer, name);
    if (isLoose(inner)) return listIn(inner, names, depth + 1);
  }
  return [];
}

/** The one object in an answer, which may be wrapped; what stands beside it stays reachable through `beside`. */
export function objectIn(answer: unknown, names: readonly string[], depth = 0): Loose | undefined {
  if (!isLoose(answer) || depth > deepest) return Array.isArray(answer) ? answer.find(isLoose) : undefined;
  const inner = memberOf(answer, ...names);
  if (isLoose(inner)) return { ...answer, ...inner };
  for (const name of ['data', 'result', 'response', 'payload']) {
    const wrapped = memberOf(answer, name);
    if (isLoose(wrapped) && memberOf(answer, ...idNames) === undefined)
      return objectIn(wrapped, names, depth + 1);
  }
  return answer;
}

/** Whether an answer says that there is more than it shows. */
export function saysMore(answer: unknown): boolean {
  if (!isLoose(answer)) return false;
  const paging = [
    answer,
    memberOf(answer, 'data'),
    memberOf(answer, 'pagination', 'page', 'pageinfo', 'meta'),
  ];
  return paging.some(place => {
    const more = memberOf(place, 'hasmore', 'hasnextpage', 'nextcursor', 'nextpage', 'nextpagetoken', 'next');
    return more === true || (typeof more === 'string' && more !== '') || typeof more === 'number';
  });
}

/** What an answer says went wrong. */
export function errorIn(stdout: string): string | undefined {
  const found = tryParse(stdout.trim());
  const error = memberOf(found, 'error', 'message', 'detail');
  const text = isLoose(error) ? memberOf(error, 'message', 'detail', 'title', 'code') : error;
  return typeof text === 'string' && text !== '' ? text : undefined;
}
