import type { SpanEntry } from '../spans/span-entry.ts';
import type { RunPart } from './trace-group.ts';

/** By start. If equal, as in whole ms, steps precede those below them; else file order, by end, decides. */
export function sortSteps(steps: readonly SpanEntry[], parts: readonly RunPart[]): readonly SpanEntry[] {
  if (steps.length < 2) return steps;
  const byTrace = new Map(parts.map(part => [part.trace.id, part.trace]));
  const above = ({ traceId, parentId }: SpanEntry) => byTrace.get(traceId)?.entries.get(parentId ?? '');
  const depths = new Map<SpanEntry, number>();
  /** Caches the depth of every span on the path up. Parents may form a cycle. */
  const depthOf = (entry: SpanEntry) => {
    const path: SpanEntry[] = [];
    let at: SpanEntry | undefined = entry;
    for (; at && !depths.has(at); at = above(at)) {
      depths.set(at, 0);
      path.push(at);
    }
    let depth = at ? (depths.get(at) ?? 0) : -1;
    for (const one of path.reverse()) {
      depth += 1;
      depths.set(one, depth);
    }
    return depths.get(entry) ?? 0;
  };
  return [...steps].sort(
    (a, b) => a.startAt - b.startAt || depthOf(a) - depthOf(b) || a.line - b.line || a.at - b.at,
  );
}
