import type { SpanEntry } from '../spans/span-entry.ts';
import { entryIn, type RunPart } from './trace-group.ts';

/** Ids of all spans above a matching span of the run. */
export function findAncestors(part: RunPart, matches: (entry: SpanEntry) => boolean): ReadonlySet<string> {
  let ancestors: Set<string> | undefined;
  for (const entry of part.entries) {
    if (!matches(entry)) continue;
    let above = entryIn(part, entry.parentId);
    while (above && !ancestors?.has(above.id)) {
      ancestors ??= new Set();
      ancestors.add(above.id);
      above = entryIn(part, above.parentId);
    }
  }
  return ancestors ?? none;
}

const none: ReadonlySet<string> = new Set();
