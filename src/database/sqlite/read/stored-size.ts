import type { RunInclude } from '../../../contract/run-store.ts';
import type { TraceOptions } from '../../runs/rows/read-run.ts';
import type { Reader } from './reader.ts';

const detailTexts = ['error_value', 'error_message', 'error_stack', 'usage'] as const;
const partTables = [
  { table: 'steps', texts: ['input', 'output', 'error'] },
  { table: 'messages', texts: ['json'] },
] as const;
/** About the size of a row without its texts. */
const bytesOfRow = 100;

/** The bytes of a run's payloads and parts, without reading them; counts only up to about `enough`. */
export function storedSize(reader: Reader, id: string, include: RunInclude, enough: number): number {
  const payloads = reader.prepare<{ size: number }>(`
    SELECT coalesce((SELECT octet_length(json) FROM inputs WHERE key = r.key), 0)
      + coalesce((SELECT octet_length(json) FROM outputs WHERE key = r.key), 0)
      + coalesce((SELECT ${bytesOf(detailTexts)} FROM details WHERE key = r.key), 0) AS size
    FROM runs r WHERE id = ?`);
  let size = payloads.get(id)?.size ?? 0;
  for (const parts of partTables) {
    if (!include[parts.table] || size > enough) continue;
    const { rows, bytes } = countRows(reader, id, parts, enough - size);
    size += bytes + rows * bytesOfRow;
  }
  return size;
}

const fewRows = 200;
const fewBytes = 256 * 1_024;

const traceTables = [
  { table: 'spans', texts: ['name', 'attributes', 'events'], limit: fewRows + 1 },
  { table: 'logs', texts: ['message', 'attributes'], limit: fewRows + 1 },
] as const;

/** Whether a trace can be read within a frame. One that has a page behind a large one is not looked at. */
export function isSmallTrace(reader: Reader, id: string, { limit, cursor }: TraceOptions): boolean {
  if (cursor !== undefined && limit >= fewRows) return false;
  let left = fewBytes;
  return traceTables.every(rowsOfTable => {
    const { rows, bytes } = countRows(reader, id, rowsOfTable, left);
    left -= bytes;
    return rows <= fewRows && left >= 0;
  });
}

type Rows = {
  readonly table: 'steps' | 'messages' | 'spans' | 'logs';
  readonly texts: readonly string[];
  /** By default all rows. */
  readonly limit?: number;
};

/** The bytes of these columns, in SQL. */
function bytesOf(columns: readonly string[]): string {
  return columns.map(column => `coalesce(octet_length(${column}), 0)`).join(' + ');
}

/** Stops above `enough` bytes, because tables without rowids read the whole row to step over it. */
function countRows(
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
