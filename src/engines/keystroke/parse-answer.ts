import { stripVTControlCharacters } from 'node:util';
import { InspectorError } from '../../model/errors.ts';
import { findJson } from './json-in-text.ts';
import { isLoose, type Loose, looseText, memberOf, plainName } from './loose.ts';

/**
 * The JSON that a command printed. What stands around it, such as a notice of an update, is passed over, as
 * are colours; several values one after the other are a list. `undefined` when nothing was printed. Throws an
 * `InspectorError` when there is no JSON.
 */
export function parseAnswer(stdout: string, command: string): unknown {
  const text = withoutColours(stdout);
  if (text === '') return undefined;
  const values = findJson(text);
  if (values.length > 0) return values.length === 1 ? values[0] : values;
  throw new InspectorError('unreadable', `${command} did not print JSON`, {
    hint: 'run it by hand to see what it prints',
  });
}

function withoutColours(printed: string): string {
  return (printed.includes('\u001b') ? stripVTControlCharacters(printed) : printed).trim();
}

const wrappers = ['data', 'result', 'results', 'response', 'payload', 'items', 'records', 'rows', 'entries'];
const deepest = 4;

/** What the id of a run may be called. */
export const idNames = ['id', 'runid', 'sessionid', 'executionid'];

/**
 * The list in an answer: the answer itself, or under one of its names, or wrapped once more; or an object
 * with an id for each name.
 */
export function listIn(answer: unknown, names: readonly string[]): readonly Loose[] {
  return findList(answer, names) ?? findById(answer, names) ?? onlyOne(answer);
}

/** Where rows are printed each on its line, a single one is no list. */
function onlyOne(answer: unknown): readonly Loose[] {
  return isLoose(answer) && memberOf(answer, ...idNames, 'slug') !== undefined ? [answer] : [];
}

/** What to say of an answer in which no list can be: nothing was printed, or a single word. */
export function noListNote(answer: unknown, command: string): readonly string[] {
  if (answer !== undefined && answer !== null && typeof answer === 'object') return [];
  return [`${command} printed ${answer === undefined ? 'nothing' : 'no list'}`];
}

function findList(answer: unknown, names: readonly string[], depth = 0): readonly Loose[] | undefined {
  if (Array.isArray(answer)) return (depth === 0 && listAmong(answer, names)) || answer.filter(isLoose);
  if (depth > deepest) return undefined;
  const inside = [...names, ...wrappers].map(name => memberOf(answer, name));
  const list = inside.find(Array.isArray);
  if (list) return list.filter(isLoose);
  for (const inner of inside) {
    const found = isLoose(inner) ? findList(inner, names, depth + 1) : undefined;
    if (found) return found;
  }
  return undefined;
}

/**
 * Some programs print what they are doing as JSON, too, line by line: then the list is in one of the values.
 */
function listAmong(values: readonly unknown[], names: readonly string[]): readonly Loose[] | undefined {
  if (values.some(value => memberOf(value, ...idNames, 'slug', 'name') !== undefined)) return undefined;
  const lists = values.map(value => findList(value, names, 1) ?? []);
  return lists.findLast(list => list.length > 0);
}

function findById(answer: unknown, names: readonly string[]): readonly Loose[] | undefined {
  const places = [answer, ...wrappers.map(name => memberOf(answer, name))];
  const byId = places.map(place => memberOf(place, ...names)).find(isLoose);
  if (!byId) return undefined;
  const ids = Object.keys(byId);
  const rows = ids.flatMap(id => {
    const row = byId[id];
    return isLoose(row) ? [{ id, ...row }] : [];
  });
  return rows.length === ids.length ? rows : undefined;
}

/**
 * The one object in an answer, which may be wrapped; what stands beside it stays reachable through `beside`.
 */
export function objectIn(answer: unknown, names: readonly string[], depth = 0): Loose | undefined {
  if (Array.isArray(answer)) {
    const isIt = (value: unknown) => memberOf(value, ...names, ...idNames) !== undefined;
    return depth > deepest
      ? undefined
      : objectIn(answer.find(isIt) ?? answer.find(isLoose), names, depth + 1);
  }
  if (!isLoose(answer) || depth > deepest) return undefined;
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

/** What the JSON that was printed says went wrong: the last of its errors, else its last message. */
export function errorIn(printed: string): string | undefined {
  const values = findJson(withoutColours(printed));
  return errorText(values.findLast(hasError) ?? values.at(-1));
}

function hasError(answer: unknown): boolean {
  return memberOf(answer, 'error', 'errors') !== undefined;
}

function errorText(answer: unknown): string | undefined {
  const error = memberOf(answer, 'error', 'errors', 'message', 'detail');
  const first = Array.isArray(error) ? error[0] : error;
  return looseText(isLoose(first) ? memberOf(first, 'message', 'detail', 'title', 'code') : first);
}

/** Members beside which an error is the whole answer: a run that failed has others. */
const ofRefusals =
  /^(?:error|errors|message|detail|details|hint|code|status|statuscode|ok|success|requestid|timestamp)$/;

/**
 * What an answer says against what was asked for, though the program ended well: `{"ok":false,…}`, or an
 * error and nothing else. `undefined` when it says nothing against it.
 */
export function refusalIn(answer: unknown): string | undefined {
  if (!isLoose(answer)) return undefined;
  const isDenied = memberOf(answer, 'ok', 'success') === false;
  const isError = hasError(answer) || memberOf(answer, 'status') === 'error';
  const isOnlyError = isError && Object.keys(answer).every(key => ofRefusals.test(plainName(key)));
  return isDenied || isOnlyError ? (errorText(answer) ?? 'it did not say why') : undefined;
}
