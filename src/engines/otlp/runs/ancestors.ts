import type { SpanEntry } from '../spans/span-entry.ts';
import type { RunPart } from './trace-group.ts';

/** Ids of all spans above a matching span of the run. */
export function findAncestors(
  { entries, trace, has }: RunPart,
  matches: (entry: SpanEntry) => boolean,
): ReadonlySet<string> {
  let ancestors: Set<string> | undefined;
  for (const entry of entries) {
    if (!matches(entry)) continue;
    let above = trace.entries.get(entry.parentId ?? '');
    while (above && has(above.id) && !ancestors?.has(above.id)) {
      ancestors ??= new Set();
      ancestors.add(above.id);
      above = trace.entries.get(above.parentId ?? '');
    }
  }
  return ancestors ?? none;
}

const none: ReadonlySet<string> = new Set();
