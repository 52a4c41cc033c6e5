/** A text as a literal: the query endpoint has no parameters, and knows no escape but the doubled quote. */
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

/** A pattern for `LIKE … ESCAPE '\'` that has any text between its pieces. */
export function likePattern(pieces: readonly string[]): string {
  return pieces.map(piece => piece.replace(/[\\%_]/g, '\\$&')).join('%');
}

/**
 * Ends a statement over journals. What is sorted is sent in one piece; of several, the second waits until the
 * first was acknowledged, which takes some systems 40 ms.
 */
export const orderedInOnePiece = 'order by id, index';

export function whereAll(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
}
