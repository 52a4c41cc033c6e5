import type { Span } from '../run.ts';
import type { SpanTree } from './span-end.ts';

/**
 * The tree of a whole trace, its spans by start. A span whose parent is missing is a root, and so is one of
 * those that are inside each other. Takes linear time but for sorting, whatever the depth.
 */
export function toSpanTree(unsorted: readonly Span[]): SpanTree {
  const spans = unsorted.toSorted((a, b) => a.startAt - b.startAt);
  return { spans, ...linkItems(spans) };
}

type Item = { readonly id: string; readonly parentId?: string };

/** Parents before what is inside them, each with its depth. */
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
