import type { SpanEntry } from '../spans/span-entry.ts';
import type { RunPart } from './trace-group.ts';

/** The ids of the spans of a run that have such a span somewhere below them. */
export function findAncestors(
  { entries, trace, has }: RunPart,
  isSuch: (entry: SpanEntry) => boolean,
): ReadonlySet<string> {
  const around = new Set<string>();
  for (const entry of entries) {
    if (!isSuch(entry)) continue;
    let above = trace.entries.get(entry.parentId ?? '');
    while (above && has(above.id) && !around.has(above.id)) {
      around.add(above.id);
      above = trace.entries.get(above.parentId ?? '');
    }
  }
  return around;
}
