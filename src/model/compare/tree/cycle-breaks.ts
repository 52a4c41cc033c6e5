import type { Span } from '../../run.ts';

/** One span of each cycle of parents, in which every span is its own descendant. */
export function* findCycleBreaks(spans: ReadonlyMap<string, Span>): Generator<undefined, ReadonlySet<Span>> {
  const breaks = new Set<Span>();
  const visited = new Set<Span>();
  for (const start of spans.values()) {
    if (visited.has(start)) continue;
    yield;
    const chain = new Set<Span>();
    let span: Span | undefined = start;
    while (span && !visited.has(span)) {
      visited.add(span);
      chain.add(span);
      span = spans.get(span.parentId ?? '');
    }
    if (span && chain.has(span)) breaks.add(span);
  }
  return breaks;
}
