import type { ClientBase } from 'pg';
import { advisoryLocks } from '../migrate.ts';

/**
 * Numbers runs that came or changed late. Numbers are in the order of the commits, because the next
 * transaction waits until this one has ended: call it last of all that may wait for a row.
 */
export async function markLate(client: ClientBase, keys: readonly number[]): Promise<void> {
  if (keys.length === 0) return;
  await client.query(`SELECT pg_advisory_xact_lock(${advisoryLocks.late})`);
  await client.query({
    name: 'mark-late',
    text: `INSERT INTO late_runs SELECT run, nextval('late_places') FROM unnest($1::bigint[]) AS run
      ON CONFLICT (run) DO UPDATE SET place = excluded.place`,
    values: [[...keys]],
  });
}
