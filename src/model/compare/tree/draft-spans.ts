import { appendTo } from '../../append-to.ts';
import type { Pieces } from '../../pieces.ts';
import type { Run, Span } from '../../run.ts';
import { addChild, type DraftNode, draftSpan, type SpanNode } from './run-node.ts';

/** Time spent waiting for a worker or for the next attempt is not part of a program. */
const waitingKinds: ReadonlySet<string> = new Set(['queued', 'retry']);
const spansAtOnce = 500;

/**
 * Adds the spans of a run below its root, of a retried step only the last attempt. Returns all but the spans
 * of attempts, of waiting, and of the run itself.
 */
export function* draftSpans({ name, trace }: Run, root: DraftNode): Pieces<readonly SpanNode[]> {
  const spans = (trace?.spans ?? []).filter(({ kind }) => !waitingKinds.has(kind));
  const { nodes, parents, late } = yield* indexSpans(spans);
  for (const place of findCycleBreaks({ parents, late })) parents[place] = none;
  const roots = late.filter(place => parents[place] === none);
  const own = ownPlace(nodes, roots, name);
  if (own !== none) root.span = nodes[own]?.span;
  const attempts = findAttempts(nodes, parents);
  yield;
  const parentOf = findParents(root, { nodes, parents, attempts, own });
  const found: SpanNode[] = [];
  let place = -1;
  for (const node of nodes) {
    place += 1;
    if (place === own || isAttempt(node, parents[place])) continue;
    node.attempts = Math.max(1, attempts.get(place)?.length ?? 0);
    const parent = parentOf(place);
    if (parent) addChild(parent, node);
    found.push(node);
  }
  return found;
}

/** The index of the span of the run: the only root, if it has the name or the kind. */
function ownPlace(nodes: readonly SpanNode[], roots: readonly number[], name: string): number {
  const [first = none] = roots;
  const span = nodes[first]?.span;
  return roots.length === 1 && (span?.kind === 'run' || span?.name === name) ? first : none;
}

type Attempts = ReadonlyMap<number, readonly number[]>;

function findAttempts(nodes: readonly SpanNode[], parents: Int32Array): Attempts {
  const attempts = new Map<number, number[]>();
  let place = -1;
  for (const node of nodes) {
    place += 1;
    const step = parents[place] ?? none;
    if (isAttempt(node, step)) appendTo(attempts, step, place);
  }
  return attempts;
}

/** An attempt without a step is a span like others. */
function isAttempt({ span }: SpanNode, parent = none): boolean {
  return span.kind === 'attempt' && parent !== none;
}

type Found = Pick<SpanIndex, 'nodes' | 'parents'> & { readonly attempts: Attempts; readonly own: number };

/** Nodes below an earlier attempt have no parent, and are left out. */
function findParents(root: DraftNode, { nodes, parents, attempts, own }: Found) {
  return (place: number): DraftNode | undefined => {
    const parent = parents[place] ?? none;
    const node = nodes[parent];
    if (!node || parent === own) return root;
    const step = parents[parent] ?? none;
    if (!isAttempt(node, step)) return node;
    if (attempts.get(step)?.at(-1) !== parent) return undefined;
    return step === own ? root : nodes[step];
  };
}

/** The nodes of spans in order; the last span with an id replaces earlier ones. */
type SpanIndex = {
  readonly nodes: readonly SpanNode[];
  /** The index of each node's parent, or `none`. */
  readonly parents: Int32Array;
  /** The indexes of nodes that have no parent, or come before it. */
  readonly late: readonly number[];
};

const none = -1;

/** Spans come by start, so most follow their parent, and many have the same as the one before. */
function* indexSpans(spans: readonly Span[]): Pieces<SpanIndex> {
  const places = new Map<string, number>();
  const nodes: SpanNode[] = [];
  const parents = new Int32Array(spans.length);
  const late: number[] = [];
  let parentId: string | undefined;
  let parent = none;
  let place = 0;
  for (const span of spans) {
    if (place % spansAtOnce === 0) yield;
    if (parent === none || span.parentId !== parentId) parent = places.get(span.parentId ?? '') ?? none;
    parentId = span.parentId;
    if (parent === none) late.push(place);
    parents[place] = parent;
    places.set(span.id, place);
    if (places.size === place)
      return yield* indexSpans([...new Map(spans.map(one => [one.id, one])).values()]);
    nodes.push(draftSpan(span));
    place += 1;
  }
  for (const at of late) parents[at] = places.get(spans[at]?.parentId ?? '') ?? none;
  return { nodes, parents, late };
}

/** The index of one node in each cycle of parents, which always has a node before its parent. */
function findCycleBreaks({ parents, late }: Pick<SpanIndex, 'parents' | 'late'>): ReadonlySet<number> {
  const breaks = new Set<number>();
  const visited = new Set<number>();
  for (const start of late) {
    if (visited.has(start) || parents[start] === none) continue;
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
