import type { Span } from '../run.ts';
import { spanEndAt } from './span-end.ts';
import type { SpanTree } from './span-tree.ts';
import { createWaitJudge } from './wait-judge.ts';

/** The run, as the parent of its roots. */
export const theRun = -1;

/** What a span, or `theRun`, waited for before it ended: children, and spans that outlived their parents. */
export type Waits = {
  readonly waitedFor: (waiter: number) => Iterable<number>;
};

const spansAtOnce = 1_000;

/** What its parent did not wait for, the first span above that may have waited for it did, else the run. */
export function* findWaits(tree: SpanTree, runEndAt: number): Generator<undefined, Waits> {
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
    else addTo(ofOthers, waiter, position);
  }
  return {
    *waitedFor(waiter) {
      const children = waiter === theRun ? tree.roots : (tree.children[waiter] ?? []);
      for (const child of children) if (isOfParent[child] === 1) yield child;
      yield* ofOthers.get(waiter) ?? [];
    },
  };
}

/**
 * From a span that did not wait for one in it to the next above that may have: those above it that ended no
 * later did not either, unless they failed.
 */
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

function addTo(lists: Map<number, number[]>, key: number, item: number): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
