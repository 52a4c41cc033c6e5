import type { ClientBase } from 'pg';
import { createCountChanges } from '../../runs/events/count-changes.ts';
import { isRevived } from '../../runs/events/lost-run.ts';
import { isChangeAfterEnd } from '../../runs/events/run-state.ts';
import { advisoryLocks } from '../migrate.ts';
import { writeCounts } from './postgres-counts.ts';
import { type RunChange, updateRuns } from './run-rows.ts';
import { readIsListed } from './write-dictionary.ts';
import { rewriteWords, writePayloads } from './write-payloads.ts';

/** Changes runs without an event: lost, restored or canceled runs. */
export async function writeChanges(client: ClientBase, changes: readonly RunChange[]): Promise<void> {
  const counts = createCountChanges();
  await updateRuns(client, changes, counts, await readIsListed(client));
  const payloads = changes.map(({ stored, state, fields }) => ({
    ...{ key: stored.key, stored, fields, messages: [] },
    isRevived: isRevived(stored, state),
  }));
  await rewriteWords(client, await writePayloads(client, payloads));
  await writeCounts(client, counts);
  const revived = changes.filter(({ stored, state }) => isChangeAfterEnd(stored, state));
  await markLate(
    client,
    revived.map(({ stored }) => stored.key),
  );
}

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
