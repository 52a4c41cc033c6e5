type Bounds = { readonly mostBytes: number; readonly mostItems: number };

/** The first items, at least one, so many that they can be read at once. */
export function firstWithin<Item>(
  items: readonly Item[],
  bytesOf: (item: Item) => number,
  { mostBytes, mostItems }: Bounds,
): readonly Item[] {
  let bytes = 0;
  const end = items.findIndex((item, at) => {
    bytes += bytesOf(item);
    return at > 0 && (at >= mostItems || bytes > mostBytes);
  });
  return end < 0 ? items : items.slice(0, end);
}
