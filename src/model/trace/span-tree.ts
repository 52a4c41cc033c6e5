import type { Span } from '../run.ts';
import type { SpanTree } from './span-end.ts';

/**
 * The tree of a whole trace, its spans by start. A span whose parent is missing is a root, and so is one of
 * those that are inside each other. Takes linear time but for sorting, whatever the depth.
 */
export function toSpanTree(unsorted: readonly Span[]): SpanTree {
  const spans = unsorted.toSorted((a, b) => a.startAt - b.startAt);
  const positions = new Map(spans.map(({ id }, at) => [id, at]));
  const parents = spans.map(({ parentId }) =>
    parentId === undefined ? -1 : (positions.get(parentId) ?? -1),
  );
  cutCircles(parents);
  const roots: number[] = [];
  const children: (number[] | undefined)[] = spans.map(() => undefined);
  for (const [at, parent] of parents.entries()) {
    const siblings = parent < 0 ? roots : (children[parent] ?? []);
    siblings.push(at);
    if (parent >= 0) children[parent] = siblings;
  }
  return { spans, parents, roots, children };
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
