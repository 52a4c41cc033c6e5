import type { Span } from '../run.ts';

/**
 * The tree of a trace, by start. A span without its parent is a root, and so is one span of each cycle.
 * Linear, except for sorting, at any depth.
 */
export function toSpanTree(unsorted: readonly Span[]): SpanTree {
  const spans = unsorted.toSorted((a, b) => a.startAt - b.startAt);
  return { spans, ...linkItems(spans) };
}

type Item = { readonly id: string; readonly parentId?: string };

export function inTreeOrder<One extends Item>(
  items: readonly One[],
): readonly { readonly item: One; readonly depth: number }[] {
  const { roots, children } = linkItems(items);
  const open = roots.map(at => ({ at, depth: 0 })).reverse();
  const placed = [];
  for (let next = open.pop(); next; next = open.pop()) {
    const { at, depth } = next;
    const item = items[at];
    if (item) placed.push({ item, depth });
    for (const child of children[at]?.toReversed() ?? []) open.push({ at: child, depth: depth + 1 });
  }
  return placed;
}

function linkItems(items: readonly Item[]): Pick<SpanTree, 'parents' | 'roots' | 'children'> {
  const positions = new Map(items.map(({ id }, at) => [id, at]));
  const parents = items.map(({ parentId }) =>
    parentId === undefined ? -1 : (positions.get(parentId) ?? -1),
  );
  cutCircles(parents);
  const roots: number[] = [];
  const children: (number[] | undefined)[] = items.map(() => undefined);
  for (const [at, parent] of parents.entries()) {
    const siblings = parent < 0 ? roots : (children[parent] ?? []);
    siblings.push(at);
    if (parent >= 0) children[parent] = siblings;
  }
  return { parents, roots, children };
}

/** Follows each span up to one that is known to end at a root. */
function cutCircles(parents: number[]): void {
  const seenFrom = new Int32Array(parents.length).fill(-1);
  for (const from of parents.keys()) {
    for (let at = from; at >= 0 && seenFrom[at] === -1; ) {
      seenFrom[at] = from;
      const up = parents[at] ?? -1;
      if (up >= 0 && seenFrom[up] === from) parents[at] = -1;
      at = parents[at] ?? -1;
    }
  }
}

/** `openEndAt` is the end of a span without one: that of the run, or the present while it is active. */
export function spanEndAt({ startAt, endAt }: Pick<Span, 'startAt' | 'endAt'>, openEndAt: number): number {
  return Math.max(startAt, endAt ?? openEndAt);
}

/** In ms, never negative. */
export function spanDurationMs(span: Pick<Span, 'startAt' | 'endAt'>, openEndAt: number): number {
  return spanEndAt(span, openEndAt) - span.startAt;
}

/** Spans refer to each other by index. */
export type SpanTree = {
  readonly spans: readonly Span[];
  /** -1 for a root. */
  readonly parents: readonly number[];
  /** By start. */
  readonly roots: readonly number[];
  readonly children: readonly (readonly number[] | undefined)[];
};

/** How long a span ran without any of its children, in ms. */
export function selfTimeMs(tree: SpanTree, position: number, openEndAt: number): number {
  const span = tree.spans[position];
  if (!span) return 0;
  const endAt = spanEndAt(span, openEndAt);
  let self = endAt - span.startAt;
  let coveredUntil = span.startAt;
  for (const child of tree.children[position] ?? []) {
    const inner = tree.spans[child];
    if (!inner) continue;
    const from = Math.max(inner.startAt, coveredUntil);
    const until = Math.min(spanEndAt(inner, openEndAt), endAt);
    if (until <= from) continue;
    self -= until - from;
    coveredUntil = until;
  }
  return Math.max(0, self);
}

export type Spread = {
  readonly failed: number;
  /** Spans without an end. */
  readonly open: number;
  /** In ms, of spans that ended; absent without any. */
  readonly medianMs?: number;
  readonly longestMs?: number;
};

export function spreadOf(spans: readonly Span[]): Spread {
  const durations = new Float64Array(spans.length);
  let ended = 0;
  let failed = 0;
  let longestMs = 0;
  for (const { status, startAt, endAt } of spans) {
    if (status === 'error') failed += 1;
    if (endAt === undefined) continue;
    const duration = Math.max(0, endAt - startAt);
    longestMs = Math.max(longestMs, duration);
    durations[ended] = duration;
    ended += 1;
  }
  const open = spans.length - ended;
  if (ended === 0) return { failed, open };
  return { failed, open, medianMs: durations.subarray(0, ended).sort()[ended >> 1], longestMs };
}
