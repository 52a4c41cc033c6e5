import type { Attempts } from '../../steps/group-attempts.ts';
import type { DraftNode, SpanNode } from './run-node.ts';

/** The span that records the same as a step, which no other step has got; `undefined` where there is none. */
export type FindSpan = (attempts: Attempts, step: DraftNode) => DraftNode | undefined;

/** Finds the span of a step by the id that engines give both, else by name and time as recorders do. */
export function createSpanFinder(spans: readonly SpanNode[]): FindSpan {
  const byId = new Map(spans.map(node => [node.span.id, node]));
  const byName = Map.groupBy<string, DraftNode>(spans, nodeKey);
  const finders = new Map<string, FindByStart>();
  const joined = new Set<DraftNode>();

  function findByName({ startedAt = 0, type, name }: DraftNode): DraftNode | undefined {
    const key = nodeKey({ name, type: type === 'action' ? 'step' : type });
    const find = finders.get(key) ?? createFinderByStart(byName.get(key) ?? [], joined);
    finders.set(key, find);
    return find(startedAt);
  }

  return (attempts, step) => {
    const sameId = attempts
      .map(({ id }) => byId.get(id))
      .find(span => span !== undefined && !joined.has(span));
    const found = sameId ?? findByName(step);
    if (found) joined.add(found);
    return found;
  };
}

function nodeKey({ type, name }: Pick<DraftNode, 'type' | 'name'>): string {
  return `${type}\n${name}`;
}

type FindByStart = (startedAt: number) => DraftNode | undefined;

const tolerantMs = 5;

/** The first one that starts within a few ms and is not taken. */
function createFinderByStart(nodes: readonly DraftNode[], taken: ReadonlySet<DraftNode>): FindByStart {
  const byStart = nodes.toSorted((a, b) => startOrFirst(a) - startOrFirst(b));
  const starts = Float64Array.from(byStart, startOrFirst);
  /** For a taken node, a later place before which all are taken. */
  const later = Uint32Array.from(starts, (_, at) => at + 1);

  function firstFree(from: number): number {
    let free = from;
    for (let node = byStart[free]; node && taken.has(node); node = byStart[free]) free = later[free] ?? free;
    for (let at = from; at < free; ) {
      const next = later[at] ?? free;
      later[at] = free;
      at = next;
    }
    return free;
  }

  return startedAt => {
    const at = firstFree(countMatching(starts, start => startedAt - start > tolerantMs));
    return (starts[at] ?? Number.POSITIVE_INFINITY) - startedAt <= tolerantMs ? byStart[at] : undefined;
  };
}

/** How many values match, of which all come before those that do not. */
function countMatching(values: Float64Array, matches: (value: number) => boolean): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (matches(values[middle] ?? 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function startOrFirst({ startedAt = 0 }: DraftNode): number {
  return startedAt;
}
