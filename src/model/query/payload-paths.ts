import { isObject } from '../is-record.ts';
import { memberOf } from '../payload/lazy/lazy-parts.ts';
import { LazyContainer } from '../payload/lazy/lazy-payload.ts';
import { isText } from '../payload/lazy/lazy-text.ts';
import { redactText } from '../text/redact.ts';
import { redactValue } from '../text/redact-value.ts';
import { findRoot } from './fields.ts';
import { cutAt, isQuoted, isUnquotedChar, type Part, partText, scanTerms, splitAt } from './filter-terms.ts';
import { formatPath } from './format.ts';
import type { PathName, PayloadRoot } from './query.ts';
import { foldCase } from './search-words.ts';

const mostPaths = 200;
const deepest = 6;
const mostSuggestions = 50;

export function payloadPaths(payload: unknown): readonly string[] {
  return payloadKeys(payload).map(formatPath);
}

/** Lists paths as keys. A list is represented by its first item if that is nested. */
export function payloadKeys(payload: unknown): readonly (readonly string[])[] {
  const paths: (readonly string[])[] = [];
  collect(payload, [], paths);
  return paths;
}

function collect(value: unknown, path: readonly string[], paths: (readonly string[])[]): void {
  if (paths.length >= mostPaths || path.length > deepest) return;
  if (isText(value) || !isObject(value)) {
    if (path.length > 0) paths.push(path);
  } else if (isList(value)) {
    const first = memberOf(value, 0);
    const isNested = isObject(first) && !isText(first);
    collect(first, isNested ? [...path, '0'] : path, paths);
  } else {
    for (const key of keysOf(value)) collect(memberOf(value, key), [...path, key], paths);
  }
}

function isList(value: object): boolean {
  return value instanceof LazyContainer ? value.isList : Array.isArray(value);
}

function keysOf(value: object): readonly string[] {
  if (!(value instanceof LazyContainer)) return Object.keys(value);
  return Array.from({ length: Math.min(value.size, mostPaths) }, (_, index) => value.keyAt(index) ?? '');
}

/** Paths that begin with a prefix, the most frequent first. */
export function suggestPaths(payloads: readonly unknown[], prefix: string): readonly string[] {
  const wanted = foldCase(prefix);
  const counts = new Map<string, number>();
  for (const path of payloads.flatMap(payloadPaths)) {
    if (foldCase(path).startsWith(wanted)) counts.set(path, (counts.get(path) ?? 0) + 1);
  }
  const frequent = [...counts].sort(([, a], [, b]) => b - a);
  return frequent.slice(0, mostSuggestions).map(([path]) => path);
}

export function leavesAt(payload: unknown, path: readonly string[]): readonly unknown[] {
  const found = valueAt(payload, path);
  return Array.isArray(found) ? found : [found];
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  let current = value;
  for (const segment of path) current = childAt(current, segment);
  return current;
}

function childAt(value: unknown, segment: string): unknown {
  if (!isObject(value)) return undefined;
  if (Array.isArray(value)) return /^(?:0|[1-9]\d*)$/.test(segment) ? value[Number(segment)] : undefined;
  return Object.hasOwn(value, segment) ? Reflect.get(value, segment) : undefined;
}

/** `undefined` for a list or an object. */
export function leafText(leaf: unknown): string | undefined {
  if (typeof leaf === 'string') return leaf;
  return typeof leaf === 'number' || typeof leaf === 'boolean' || leaf === null ? String(leaf) : undefined;
}

type PayloadPath = { readonly root: PayloadRoot; readonly path: readonly string[] };

/** `input."a.b".sku`, as the filter language writes it. */
export function pathName({ root, path }: PayloadPath): PathName {
  return `${root}.${formatPath(path)}`;
}

export function parsePathName(text: string): PayloadPath | undefined {
  const [term, ...others] = scanTerms(text);
  const cut = term && others.length === 0 && !term.isNegated ? cutAt(term.body, '.') : undefined;
  if (!cut || isQuoted(cut[0])) return undefined;
  const root = findRoot(partText(cut[0]));
  const parts = splitAt(cut[1], '.');
  if (root === undefined || !parts.every(isKey)) return undefined;
  return { root, path: parts.map(partText) };
}

function isKey({ marks }: Part): boolean {
  return marks.length > 0 && !marks.some(mark => isUnquotedChar(mark, '*'));
}

const mostValues = 50;
/** Longer texts are not completed; in UTF-16 units. */
const longestValue = 200;

type Found = { count: number; readonly payload: unknown };

export function createPathValues(path: readonly string[], prefix: string) {
  const wanted = foldCase(prefix);
  const found = new Map<string, Found>();

  /** Never offers what is masked in the payload, by its text or the names around it. */
  const isShown = (text: string, payload: unknown): boolean =>
    redactText(text).hidden === 0 &&
    leavesAt(redactValue(payload).value, path).some(leaf => leafText(leaf) === text);

  return {
    add(payload: unknown): void {
      for (const text of new Set(leavesAt(payload, path).map(leafText))) {
        if (text === undefined || text === '' || text.length > longestValue) continue;
        const known = found.get(text);
        if (known) known.count += 1;
        else if (foldCase(text).startsWith(wanted)) found.set(text, { count: 1, payload });
      }
    },
    values(): readonly string[] {
      const frequent = [...found].sort(([, a], [, b]) => b.count - a.count).slice(0, 2 * mostValues);
      const shown = frequent.filter(([text, { payload }]) => isShown(text, payload));
      return shown.slice(0, mostValues).map(([text]) => text);
    },
  };
}
