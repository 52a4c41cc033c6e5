type Node = { readonly id: string; readonly parentId?: string };

export type Placed<Item> = { readonly item: Item; readonly depth: number };

/** Parents before children; an item whose parent is unknown, or is its own descendant, is at the top. */
export function orderAsTree<Item extends Node>(items: readonly Item[]): readonly Placed<Item>[] {
  const known = new Map(items.map(item => [item.id, item]));
  const children = new Map<string | undefined, Item[]>();
  for (const item of items) {
    const parent = item.parentId !== undefined && known.has(item.parentId) ? item.parentId : undefined;
    const siblings = children.get(parent);
    if (siblings) siblings.push(item);
    else children.set(parent, [item]);
  }
  const placed: Placed<Item>[] = [];
  const seen = new Set<Item>();
  const open: Placed<Item>[] = [];
  const push = (group: readonly Item[], depth: number) => {
    for (const item of [...group].reverse()) open.push({ item, depth });
  };
  const drain = () => {
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next.item)) continue;
      seen.add(next.item);
      placed.push(next);
      push(children.get(next.item.id) ?? [], next.depth + 1);
    }
  };
  push(children.get(undefined) ?? [], 0);
  drain();
  for (const item of items) {
    push(seen.has(item) ? [] : [item], 0);
    drain();
  }
  return placed;
}
