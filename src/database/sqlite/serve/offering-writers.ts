import { staleClaimMs } from '../../runs/events/begun-start.ts';
import type { Reader } from '../read/reader.ts';

/** Those of the remote writers that offer a workflow of which a start can be claimed. */
export function readWantedWriters(
  reader: Reader,
  writers: readonly string[],
  now: number,
): readonly string[] {
  const wanted = reader.prepare<{ id: string }>(`
    SELECT DISTINCT w.id FROM writers w JOIN offers o ON o.owner = w.owner
    WHERE w.id IN (SELECT value FROM json_each(?)) AND EXISTS (
      SELECT 1 FROM starts s WHERE s.workflow = o.workflow
        AND (s.claimed_by IS NULL OR s.claimed_at < ? OR s.claimed_by NOT IN (SELECT id FROM owners))
    )`);
  return wanted.all(JSON.stringify(writers), now - staleClaimMs).map(({ id }) => id);
}

/** Those of the remote writers that offer any workflow. */
export function readOfferingWriters(reader: Reader, writers: readonly string[]): readonly string[] {
  const offering = reader.prepare<{ id: string }>(
    'SELECT id FROM writers WHERE id IN (SELECT value FROM json_each(?)) AND owner IN (SELECT owner FROM offers)',
  );
  return offering.all(JSON.stringify(writers)).map(({ id }) => id);
}
