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
  for (const [position, span] of tree.spans.entries()) {
    if (position % spansAtOnce === 0) yield;
    const parent = tree.parents[position] ?? theRun;
    let waiter = parent;
    while (waiter !== theRun && !spanWaitedFor(waiter, span)) waiter = tree.parents[waiter] ?? theRun;
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

function addTo(lists: Map<number, number[]>, key: number, item: number): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
