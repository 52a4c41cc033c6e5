import type { Span } from '../run.ts';
import { spanEndAt } from './span-end.ts';
import type { SpanTree } from './span-tree.ts';

/** Whether something waited, before it ended, for a span that was begun in it. */
export type WaitJudge = {
  readonly spanWaitedFor: (waiter: number, span: Span) => boolean;
  readonly runWaitedFor: (span: Span, isRoot: boolean) => boolean;
};

/**
 * A span waited for what ended before it did, as far as clocks tell. Of what still ran when a span failed it
 * had waited as well, unless something else had failed meanwhile: that is how a timeout looks. When a span
 * without an end ended is not known: it is waited for by spans that have none either, and by a run that still
 * runs or has no other root that lasted until its end.
 */
export function createWaitJudge(tree: SpanTree, runEndAt: number): WaitJudge {
  const { spans, roots } = tree;
  const lastFailureIn = createLastFailures(tree, runEndAt);
  const run = { startAt: Number.NEGATIVE_INFINITY, endAt: runEndAt };
  const isRunning = runEndAt === Number.POSITIVE_INFINITY;
  const isOutlasted = roots.some(
    root => (spans[root]?.endAt ?? Number.NEGATIVE_INFINITY) + clockMs >= runEndAt,
  );
  return {
    spanWaitedFor: (waiter, span) => {
      const outer = spans[waiter];
      if (!outer || endsWithin(span, outer, runEndAt)) return outer !== undefined;
      return outer.status === 'error' && span.startAt >= lastFailureIn(waiter, outer);
    },
    runWaitedFor: (span, isRoot) => {
      if (span.endAt === undefined) return isRunning || (isRoot && !isOutlasted);
      return isRoot || endsWithin(span, run, runEndAt);
    },
  };
}

/** Answers when the last failed child of a span ended before it did; remembers the answers. */
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

/** Clocks of two machines differ, and times are rounded. */
const clockMs = 1;
const clockShare = 0.05;

type Times = Pick<Span, 'startAt' | 'endAt'>;

function endsWithin(span: Times, outer: Times, runEndAt: number): boolean {
  if (span.endAt === undefined) return outer.endAt === undefined;
  const endAt = spanEndAt(span, runEndAt);
  const tolerance = Math.max(clockMs, clockShare * (endAt - span.startAt));
  return endAt <= spanEndAt(outer, runEndAt) + tolerance;
}
