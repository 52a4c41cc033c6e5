import type { RunInclude } from '../../../contract/run-store.ts';
import type { Reader } from './reader.ts';
import { bytesOf, countRows } from './row-bytes.ts';

const detailTexts = ['error_value', 'error_message', 'error_stack', 'usage'] as const;
const partTables = [
  { table: 'steps', texts: ['input', 'output', 'error'] },
  { table: 'messages', texts: ['json'] },
] as const;
/** What a row takes beside its texts, about. */
const bytesOfRow = 100;

/**
 * How much text a run's payloads and parts are, without reading them; no further than to what is `enough`.
 */
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
