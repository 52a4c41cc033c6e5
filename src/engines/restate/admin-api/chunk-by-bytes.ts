type Bounds = { readonly mostBytes: number; readonly mostItems: number };

/** Divides a list, in order, into chunks within bounds; an item over the bound is a chunk of its own. */
export function chunkByBytes<Item>(
  items: readonly Item[],
  bytesOf: (item: Item) => number,
  { mostBytes, mostItems }: Bounds,
): readonly (readonly Item[])[] {
  const chunks: Item[][] = [];
  let freeBytes = 0;
  for (const item of items) {
    const bytes = bytesOf(item);
    const chunk = chunks.at(-1);
    if (chunk && bytes <= freeBytes && chunk.length < mostItems) chunk.push(item);
    else {
      chunks.push([item]);
      freeBytes = mostBytes;
    }
    freeBytes -= bytes;
  }
  return chunks;
}
