import type { SpanEntry } from './span-entry.ts';
import type { RunPart } from './trace-group.ts';

const longestWay = 1_000;

/**
 * Steps by start. Many programs give starts in whole milliseconds only: of those that began in one, a step comes before what runs
 * below it, else the one that stands first in the file, where spans come when they end.
 */
export function sortSteps(steps: readonly SpanEntry[], parts: readonly RunPart[]): readonly SpanEntry[] {
  const byTrace = new Map(parts.map(part => [part.trace.id, part.trace]));
  const depths = new Map<SpanEntry, number>();
  const depthOf = (entry: SpanEntry) => {
    const known = depths.get(entry);
    if (known !== undefined) return known;
    const entries = byTrace.get(entry.traceId)?.entries;
    let depth = 0;
    let above = entries?.get(entry.parentId ?? '');
    for (; above && depth < longestWay; depth += 1) above = entries?.get(above.parentId ?? '');
    depths.set(entry, depth);
    return depth;
  };
  return [...steps].sort(
    (a, b) => a.startAt - b.startAt || depthOf(a) - depthOf(b) || a.line - b.line || a.at - b.at,
  );
}
