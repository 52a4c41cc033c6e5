import { appendTo } from '../append-to.ts';
import type { Span } from '../run.ts';
import { type SpanTree, spanEndAt } from './span-tree.ts';

/** Stands for the run as the parent of roots. */
export const theRun = -1;

const spansAtOnce = 1_000;

/** A span that outlived its parent was awaited by the nearest ancestor that may have waited, or the run. */
export function* findWaits(tree: SpanTree, runEndAt: number) {
  const isOfParent = new Uint8Array(tree.spans.length);
  const ofOthers = new Map<number, number[]>();
  const { spanWaitedFor, runWaitedFor } = createWaitJudge(tree, runEndAt);
  const nextWaiter = createNextWaiter(tree, runEndAt);
  let judged = 0;
  for (const [position, span] of tree.spans.entries()) {
    const parent = tree.parents[position] ?? theRun;
    let waiter = parent;
    while (waiter !== theRun && !spanWaitedFor(waiter, span)) {
      waiter = nextWaiter(waiter);
      judged += 1;
      if (judged % spansAtOnce === 0) yield;
    }
    if (position % spansAtOnce === 0) yield;
    if (waiter === theRun && !runWaitedFor(span, parent === theRun)) continue;
    if (waiter === parent) isOfParent[position] = 1;
    else appendTo(ofOthers, waiter, position);
  }
  return {
    /** The awaited children, and spans that outlived their parents. */
    *waitedFor(waiter: number): Generator<number> {
      const children = waiter === theRun ? tree.roots : (tree.children[waiter] ?? []);
      for (const child of children) if (isOfParent[child] === 1) yield child;
      yield* ofOthers.get(waiter) ?? [];
    },
  };
}

/** Finds the next ancestor that may have waited: one that failed, has no end, or ended later. */
function createNextWaiter({ spans, parents }: SpanTree, runEndAt: number): (waiter: number) => number {
  const known = new Map<number, number>();
  const above = (position: number) => known.get(position) ?? parents[position] ?? theRun;
  const endOf = (span: Span) => spanEndAt(span, runEndAt);
  return waiter => {
    const outer = spans[waiter];
    let next = above(waiter);
    if (!outer || known.has(waiter)) return next;
    for (let span = spans[next]; span; span = spans[next]) {
      const mayWait = span.status === 'error' || span.endAt === undefined || endOf(span) > endOf(outer);
      if (mayWait) break;
      next = above(next);
    }
    known.set(waiter, next);
    return next;
  };
}

/**
 * A span waited for what ended before it, as far as clocks tell. If it failed, it also waited for what still
 * ran, unless something else had failed meanwhile: that is a timeout. Open spans are awaited by open spans,
 * and by a run that is active or that no other root outlasted.
 */
function createWaitJudge(tree: SpanTree, runEndAt: number) {
  const { spans, roots } = tree;
  const lastFailureIn = createLastFailures(tree, runEndAt);
  const run = { startAt: Number.NEGATIVE_INFINITY, endAt: runEndAt };
  const isRunning = runEndAt === Number.POSITIVE_INFINITY;
  const isOutlasted = roots.some(
    root => (spans[root]?.endAt ?? Number.NEGATIVE_INFINITY) + clockMs >= runEndAt,
  );
  return {
    spanWaitedFor: (waiter: number, span: Span): boolean => {
      const outer = spans[waiter];
      if (!outer || endsWithin(span, outer, runEndAt)) return outer !== undefined;
      return outer.status === 'error' && span.startAt >= lastFailureIn(waiter, outer);
    },
    runWaitedFor: (span: Span, isRoot: boolean): boolean => {
      if (span.endAt === undefined) return isRunning || (isRoot && !isOutlasted);
      return isRoot || endsWithin(span, run, runEndAt);
    },
  };
}

/** When the last failed child ended within a span. */
function createLastFailures({ spans, children }: SpanTree, runEndAt: number) {
  const known = new Map<number, number>();
  return (position: number, outer: Span): number => {
    let last = known.get(position);
    if (last !== undefined) return last;
    last = Number.NEGATIVE_INFINITY;
    for (const child of children[position] ?? []) {
      const inner = spans[child];
      if (inner?.status === 'error' && endsWithin(inner, outer, runEndAt))
        last = Math.max(last, spanEndAt(inner, runEndAt));
    }
    known.set(position, last);
    return last;
  };
}

/** Clocks of machines differ, and times are rounded. */
const clockMs = 1;
const clockShare = 0.05;

type Times = Pick<Span, 'startAt' | 'endAt'>;

function endsWithin(span: Times, outer: Times, runEndAt: number): boolean {
  if (span.endAt === undefined) return outer.endAt === undefined;
  const endAt = spanEndAt(span, runEndAt);
  const tolerance = Math.max(clockMs, clockShare * (endAt - span.startAt));
  return endAt <= spanEndAt(outer, runEndAt) + tolerance;
}
