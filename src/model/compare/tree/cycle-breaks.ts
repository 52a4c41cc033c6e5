import { none, type SpanIndex } from './index-spans.ts';

/**
 * The place of one node of each cycle of parents, in which every node is its own descendant. Each cycle has a
 * node that comes before its parent.
 */
export function* findCycleBreaks({
  parents,
  late,
}: Pick<SpanIndex, 'parents' | 'late'>): Generator<undefined, ReadonlySet<number>> {
  const breaks = new Set<number>();
  const visited = new Set<number>();
  for (const start of late) {
    if (visited.has(start) || parents[start] === none) continue;
    yield;
    const chain = new Set<number>();
    let place = start;
    while (place !== none && !visited.has(place)) {
      visited.add(place);
      chain.add(place);
      place = parents[place] ?? none;
    }
    if (chain.has(place)) breaks.add(place);
  }
  return breaks;
}
