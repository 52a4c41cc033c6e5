import type { Reader } from '../read/reader.ts';

/** By remote writer, the ids of its active runs whose cancel was requested. */
export function readCancelRequests(
  reader: Reader,
  writers: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const requested = reader.prepare<{ id: string }>(
    `SELECT id FROM runs INDEXED BY runs_cancel WHERE owner = (SELECT owner FROM writers WHERE id = ?)
       AND cancel_requested_at IS NOT NULL ORDER BY key`,
  );
  const found = new Map<string, readonly string[]>();
  for (const writer of writers) {
    const ids = requested.all(writer).map(row => row.id);
    if (ids.length > 0) found.set(writer, ids);
  }
  return found;
}
