import { formatPath } from './format.ts';
import { foldCase } from './search-words.ts';

const mostPaths = 200;
const deepest = 6;
const mostSuggestions = 50;

/** The paths of a payload's texts and numbers, as the filter language writes them after `input.`. */
export function payloadPaths(payload: unknown): readonly string[] {
  const paths = new Set<string>();
  collect(payload, [], paths);
  return [...paths];
}

function collect(value: unknown, path: readonly string[], paths: Set<string>): void {
  if (paths.size >= mostPaths || path.length > deepest) return;
  if (typeof value !== 'object' || value === null) {
    if (path.length > 0) paths.add(formatPath(path));
  } else if (Array.isArray(value)) {
    const [first] = value;
    // A path to a list finds its items; of objects in a list, the first stands for all.
    const isNested = typeof first === 'object' && first !== null;
    collect(first, isNested ? [...path, '0'] : path, paths);
  } else {
    for (const [key, member] of Object.entries(value)) collect(member, [...path, key], paths);
  }
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
