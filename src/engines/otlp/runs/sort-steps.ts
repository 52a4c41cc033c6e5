import type { SpanEntry } from '../spans/span-entry.ts';
import type { RunPart } from './trace-group.ts';

/**
 * Steps by start. Many programs give starts in whole milliseconds only: of those that began in one, a step
 * comes before what runs below it, else the one that stands first in the file, where spans come when they
 * end.
 */
export function sortSteps(steps: readonly SpanEntry[], parts: readonly RunPart[]): readonly SpanEntry[] {
  const byTrace = new Map(parts.map(part => [part.trace.id, part.trace]));
  const above = ({ traceId, parentId }: SpanEntry) => byTrace.get(traceId)?.entries.get(parentId ?? '');
  const depths = new Map<SpanEntry, number>();
  /** Keeps the depths of all on the way up; parents may run in a circle. */
  const depthOf = (entry: SpanEntry) => {
    const way: SpanEntry[] = [];
    let at: SpanEntry | undefined = entry;
    for (; at && !depths.has(at); at = above(at)) {
      depths.set(at, 0);
      way.push(at);
    }
    let depth = at ? (depths.get(at) ?? 0) : -1;
    for (const one of way.reverse()) {
      depth += 1;
      depths.set(one, depth);
    }
    return depths.get(entry) ?? 0;
  };
  return [...steps].sort(
    (a, b) => a.startAt - b.startAt || depthOf(a) - depthOf(b) || a.line - b.line || a.at - b.at,
  );
}
