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

/** A pattern for `LIKE … ESCAPE '\'` with any text between the pieces. */
export function likePattern(pieces: readonly string[]): string {
  return pieces.map(piece => piece.replace(/[\\%_]/g, '\\$&')).join('%');
}

/**
 * The order of statements over journals. Sorted rows are sent in one piece; of several pieces, the second
 * waits for the acknowledgement of the first, which takes 40 ms on some systems.
 */
export const orderedInOnePiece = 'order by id, index';

export function whereAll(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
}
