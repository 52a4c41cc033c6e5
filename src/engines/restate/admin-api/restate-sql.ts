/** A string literal: the query endpoint has no parameters, and its only escape is the doubled quote. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function sqlTexts(texts: readonly string[]): string {
  return texts.map(sqlText).join(', ');
}

/** Epoch ms as a literal. Restate keeps whole ms. */
export function sqlTime(at: number): string {
  return `to_timestamp_millis(${Math.trunc(at)})`;
}

/** A pattern for `LIKE … ESCAPE '\'`, with `%` between the pieces. */
export function likePattern(pieces: readonly string[]): string {
  return pieces.map(piece => piece.replace(/[\\%_]/g, '\\$&')).join('%');
}

/** The server sends sorted rows in one piece; a second piece can wait 40 ms for an acknowledgement. */
export const orderedInOnePiece = 'order by id, index';

export function whereAll(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
}

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
