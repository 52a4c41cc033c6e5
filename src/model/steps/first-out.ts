/** Items of which the one with the least rank comes out first, of equal ones the one that was added first. */
export type FirstOut<Item> = {
  readonly add: (item: Item, rank: number) => void;
  /** `undefined` when none is left. */
  readonly take: () => Item | undefined;
};

type Ranked<Item> = { readonly item: Item; readonly rank: number; readonly place: number };

/** A binary heap, since adding to a sorted list moves all that come after. */
export function createFirstOut<Item>(): FirstOut<Item> {
  const heap: Ranked<Item>[] = [];
  let added = 0;

  function add(item: Item, rank: number): void {
    const entry = { item, rank, place: added };
    added += 1;
    let at = heap.length;
    for (let above = (at - 1) >> 1; at > 0 && isBefore(entry, heap[above]); above = (at - 1) >> 1) {
      heap[at] = heap[above] as Ranked<Item>;
      at = above;
    }
    heap[at] = entry;
  }

  function take(): Item | undefined {
    const first = heap[0];
    const last = heap.pop();
    if (last && heap.length > 0) sink(last);
    return first?.item;
  }

  function sink(entry: Ranked<Item>): void {
    let at = 0;
    for (let below = 1; below < heap.length; below = 2 * at + 1) {
      const least = isBefore(heap[below + 1], heap[below]) ? below + 1 : below;
      const child = heap[least];
      if (!child || isBefore(entry, child)) break;
      heap[at] = child;
      at = least;
    }
    heap[at] = entry;
  }

  return { add, take };
}

function isBefore<Item>(one: Ranked<Item> | undefined, other: Ranked<Item> | undefined): boolean {
  if (!one || !other) return one !== undefined;
  return one.rank === other.rank ? one.place < other.place : one.rank < other.rank;
}
