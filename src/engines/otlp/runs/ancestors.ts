import type { SpanEntry } from '../spans/span-entry.ts';
import { entryIn, type RunPart, type RunSpans } from './trace-group.ts';

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

/** Finds the nearest matching span above a span. Visits each span once; parents may form a cycle. */
export function nearestAbove(
  spans: RunSpans,
  matches: (entry: SpanEntry) => boolean,
): (entry: SpanEntry) => SpanEntry | undefined {
  const known = new Map<SpanEntry, SpanEntry | undefined>();
  return entry => {
    const path: SpanEntry[] = [];
    let found: SpanEntry | undefined;
    for (let at: SpanEntry | undefined = entry; at; at = entryIn(spans, at.parentId)) {
      if (known.has(at)) {
        found = matches(at) ? at : known.get(at);
        break;
      }
      known.set(at, undefined);
      path.push(at);
    }
    for (const one of path.reverse()) {
      known.set(one, found);
      if (matches(one)) found = one;
    }
    return known.get(entry);
  };
}
