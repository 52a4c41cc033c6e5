import type { MaskedPart } from '../model/text/redact-value.ts';
import { safeLine } from '../model/text/safe-text.ts';
import type { Masked, MaskedPlace } from './case-format.ts';

const mostPlaces = 1_000;
const longestPath = 200;

/** Counts what is masked by path and kind, the most frequent first. */
export function createMaskedPlaces() {
  const places = new Map<string, MaskedPlace>();
  let others = 0;
  return {
    add({ path, kind, count }: MaskedPart): void {
      const shown = pathText(path);
      const key = `${kind} ${shown}`;
      const known = places.get(key);
      if (!known && places.size >= mostPlaces) others += count;
      else places.set(key, { path: shown, kind, count: count + (known?.count ?? 0) });
    },
    masked(): Masked {
      const sorted = [...places.values()].sort((a, b) => b.count - a.count);
      return { total: sorted.reduce((sum, { count }) => sum + count, others), places: sorted, others };
    },
  };
}

/** Items of a list share a path: `steps[].input`. */
function pathText(path: readonly string[]): string {
  const text = path.reduce(
    (joined, key) => (key === '[]' || joined === '' ? joined + key : `${joined}.${key}`),
    '',
  );
  return safeLine(text, { maxLength: longestPath });
}
