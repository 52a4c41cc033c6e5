import { memberOf } from '../payload/lazy/lazy-parts.ts';
import { LazyContainer } from '../payload/lazy/lazy-payload.ts';
import { isText } from '../payload/lazy/lazy-text.ts';
import { formatPath } from './format.ts';
import { foldCase } from './search-words.ts';

const mostPaths = 200;
const deepest = 6;
const mostSuggestions = 50;

/** The paths of a payload's texts and numbers, as the filter language writes them after `input.`. */
export function payloadPaths(payload: unknown): readonly string[] {
  return payloadKeys(payload).map(formatPath);
}

/** The same paths as keys. A path to a list finds its items; of objects in a list, it finds the first. */
export function payloadKeys(payload: unknown): readonly (readonly string[])[] {
  const paths: (readonly string[])[] = [];
  collect(payload, [], paths);
  return paths;
}

function collect(value: unknown, path: readonly string[], paths: (readonly string[])[]): void {
  if (paths.length >= mostPaths || path.length > deepest) return;
  if (isText(value) || typeof value !== 'object' || value === null) {
    if (path.length > 0) paths.push(path);
  } else if (isList(value)) {
    const first = memberOf(value, 0);
    const isNested = typeof first === 'object' && first !== null && !isText(first);
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

/** The paths of these payloads that start with a prefix, the most frequent first. */
export function suggestPaths(payloads: readonly unknown[], prefix: string): readonly string[] {
  const wanted = foldCase(prefix);
  const counts = new Map<string, number>();
  for (const path of payloads.flatMap(payloadPaths)) {
    if (foldCase(path).startsWith(wanted)) counts.set(path, (counts.get(path) ?? 0) + 1);
  }
  const frequent = [...counts].sort(([, a], [, b]) => b - a);
  return frequent.slice(0, mostSuggestions).map(([path]) => path);
}
