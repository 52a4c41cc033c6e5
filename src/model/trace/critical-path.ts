import type { Pieces } from '../pieces.ts';
import { type SpanTree, spanEndAt } from './span-tree.ts';
import { findWaits, theRun } from './waits.ts';

/** The spans that determined the end of a run, by id, with the ms that each did not wait for another. */
export type CriticalPath = ReadonlyMap<string, number>;

const stepsAtOnce = 500;

/**
 * Walks back from the end of the run to the span that ended last among those it waited for; inside a span,
 * to the child that ended last, and from that child's start to the one that had ended last by then. Time
 * without such a child is the span's own. After a span, the walk goes on in its parent.
 *
 * `runEndAt` is the end of open spans: that of the run, or infinity while it is active, which makes their
 * time infinite too. Linear, except for sorting the ends of siblings.
 */
export function* findCriticalPath(tree: SpanTree, runEndAt: number): Pieces<CriticalPath> {
  const endingsOf = yield* createEndings(tree, runEndAt);
  const path = new Map<string, number>();
  let at = theRun;
  let until = runEndAt;
  for (let step = 1; ; step += 1) {
    if (step % stepsAtOnce === 0) yield;
    const last = (yield* endingsOf(at))(until);
    if (last) {
      addTime(path, tree, at, last.endAt, until);
      at = last.position;
      until = last.endAt;
      continue;
    }
    const span = tree.spans[at];
    if (!span) return path;
    addTime(path, tree, at, span.startAt, until);
    at = tree.parents[at] ?? theRun;
    const parent = tree.spans[at];
    until = Math.min(until, span.startAt, parent ? spanEndAt(parent, runEndAt) : until);
  }
}

function addTime(
  path: Map<string, number>,
  { spans }: SpanTree,
  position: number,
  from: number,
  to: number,
): void {
  const span = spans[position];
  if (span) path.set(span.id, (path.get(span.id) ?? 0) + (to > from ? to - from : 0));
}

/** The ends of what each span waited for, at most its own end; sorted only for spans of the path. */
function* createEndings(tree: SpanTree, runEndAt: number) {
  const { waitedFor } = yield* findWaits(tree, runEndAt);
  const known = new Map<number, LastUntil>();
  return function* (waiter: number): Pieces<LastUntil> {
    const sorted = known.get(waiter) ?? (yield* sortEndings(endsIn(waiter)));
    known.set(waiter, sorted);
    return sorted;
  };

  function* endsIn(waiter: number) {
    const outer = tree.spans[waiter];
    const latest = outer ? spanEndAt(outer, runEndAt) : runEndAt;
    for (const position of waitedFor(waiter)) {
      const span = tree.spans[position];
      if (!span) continue;
      const { startAt } = span;
      const endAt = Math.min(spanEndAt(span, runEndAt), latest);
      if (startAt <= endAt) yield { position, startAt, endAt, isCut: span.endAt !== endAt };
    }
  }
}

type Ending = { readonly position: number; readonly endAt: number };

type Ended = Ending & {
  readonly startAt: number;
  /** Whether its own end is later or unknown. */
  readonly isCut: boolean;
};

/** The span that ended last up to a time, which must not increase between calls. */
type LastUntil = (at: number) => Ending | undefined;

const spansAtOnce = 1_000;

/** Sorts only the times, which takes a few ms for 100,000. */
function* sortEndings(spans: Iterable<Ended>): Pieces<LastUntil> {
  const chosen = new Map<number, Ended>();
  let looked = 0;
  for (const span of spans) {
    looked += 1;
    if (looked % spansAtOnce === 0) yield;
    const known = chosen.get(span.endAt);
    if (!known || isChosen(span, known)) chosen.set(span.endAt, span);
  }
  const ends = Float64Array.from(chosen.keys()).sort();
  let next = ends.length - 1;
  return at => {
    while (next >= 0 && (ends[next] ?? 0) > at) next -= 1;
    const endAt = ends[next];
    next -= 1;
    return endAt === undefined ? undefined : chosen.get(endAt);
  };
}

/** Prefers, among equal ends, a recorded one, then the longest span. */
function isChosen(span: Ended, other: Ended): boolean {
  return span.isCut === other.isCut ? span.startAt < other.startAt : other.isCut;
}
