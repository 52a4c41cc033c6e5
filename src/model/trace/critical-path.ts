import { type Endings, sortEndings } from './endings.ts';
import { spanEndAt } from './span-end.ts';
import type { SpanTree } from './span-tree.ts';
import { findWaits, theRun } from './waits.ts';

/**
 * The spans that determined when a run ended, by their ids, each with the time in ms during which it ran and
 * waited for none of the others.
 */
export type CriticalPath = ReadonlyMap<string, number>;

const stepsAtOnce = 500;

/**
 * Walks back from the end of the run. What ran then is what ended last of all that the run waited for; within
 * a span, likewise, the child that ended last, and before that child began, the one that had ended last by
 * then. Where no child had, the span itself ran. A span that outlived its parent was begun by it: the walk
 * goes on there.
 *
 * `runEndAt`: the end of the run, until which spans without an end are counted; infinite while it is active,
 * and then so is the time of what runs. Yields between pieces of its work; takes linear time, but for sorting
 * the ends of siblings.
 */
export function* findCriticalPath(tree: SpanTree, runEndAt: number): Generator<undefined, CriticalPath> {
  const endingsOf = yield* createEndings(tree, runEndAt);
  const path = new Map<string, number>();
  let at = theRun;
  let until = runEndAt;
  for (let step = 1; ; step += 1) {
    if (step % stepsAtOnce === 0) yield;
    const last = (yield* endingsOf(at)).lastUntil(until);
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

/** The ends of what each span waited for, not later than its own; sorted for the spans of the path only. */
function* createEndings(tree: SpanTree, runEndAt: number) {
  const { waitedFor } = yield* findWaits(tree, runEndAt);
  const known = new Map<number, Endings>();
  return function* (waiter: number): Generator<undefined, Endings> {
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
