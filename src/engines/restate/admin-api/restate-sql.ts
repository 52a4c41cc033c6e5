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
