type Bounds = { readonly mostBytes: number; readonly mostItems: number };

/**
 * Cuts a list, in its order, into parts within bounds; an item that is too large alone is a part of its own.
 */
export function chunkByBytes<Item>(
  items: readonly Item[],
  bytesOf: (item: Item) => number,
  { mostBytes, mostItems }: Bounds,
): readonly (readonly Item[])[] {
  const parts: Item[][] = [];
  let room = 0;
  for (const item of items) {
    const bytes = bytesOf(item);
    const part = parts.at(-1);
    if (part && bytes <= room && part.length < mostItems) part.push(item);
    else {
      parts.push([item]);
      room = mostBytes;
    }
    room -= bytes;
  }
  return parts;
}
