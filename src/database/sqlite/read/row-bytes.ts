import type { Reader } from './reader.ts';

type Rows = {
  readonly table: 'steps' | 'messages' | 'spans' | 'logs';
  readonly texts: readonly string[];
  /** How many rows to look at; by default all. */
  readonly limit?: number;
};

/** How many bytes the texts of these columns are together, in SQL; `octet_length` is NULL of NULL. */
export function bytesOf(columns: readonly string[]): string {
  return columns.map(column => `coalesce(octet_length(${column}), 0)`).join(' + ');
}

/**
 * Counts a run's rows and the bytes of their texts until there are more than `enough`: tables without rowids
 * read the whole row to step over it.
 */
export function countRows(
  reader: Reader,
  runId: string,
  { table, texts, limit = -1 }: Rows,
  enough: number,
): { readonly rows: number; readonly bytes: number } {
  const sizes = reader
    .prepare<{ bytes: number }>(
      `SELECT ${bytesOf(texts)} AS bytes FROM ${table} WHERE run = (SELECT key FROM runs WHERE id = ?) LIMIT ?`,
    )
    .iterate(runId, limit);
  let rows = 0;
  let bytes = 0;
  for (const size of sizes) {
    rows += 1;
    bytes += size.bytes;
    if (bytes > enough) break;
  }
  return { rows, bytes };
}
