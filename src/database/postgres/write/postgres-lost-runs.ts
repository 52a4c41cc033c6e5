import type { ClientBase } from 'pg';
import { createCountChanges } from '../../runs/events/count-changes.ts';
import { isRevived, lostFields, lostState, restoredState } from '../../runs/events/run-state.ts';
import { lockRuns } from './lock-runs.ts';
import { writeCounts } from './postgres-counts.ts';
import { type RunChange, updateRuns } from './update-runs.ts';
import { writePayloads } from './write-payloads.ts';

/** Writers that are gone, with their last sign of life. */
export type GoneWriters = ReadonlyMap<string, number>;

/**
 * Files as lost what writers left active, inside a transaction that holds their rows; gives how many runs
 * that were.
 */
export async function fileLostRuns(client: ClientBase, gone: GoneWriters): Promise<number> {
  const ids = [...gone.keys()];
  const runs = await lockRuns(client, 'lock-active', 'r.writer = ANY ($1) AND r.lost_status IS NULL', [ids]);
  const lastSeenAt = (writer: string | null) => gone.get(writer ?? '') ?? 0;
  await writeChanges(
    client,
    runs.map(stored => ({
      stored,
      state: lostState(stored, lastSeenAt(stored.writer)),
      writer: stored.writer,
      fields: lostFields,
    })),
  );
  await client.query('UPDATE writers SET is_lost = true WHERE id = ANY ($1)', [ids]);
  return runs.length;
}

/** Makes runs what they were before they were filed as lost. */
export async function restoreLostRuns(client: ClientBase, writers: readonly string[]): Promise<void> {
  const ids = [...writers];
  const runs = await lockRuns(client, 'lock-lost', 'r.writer = ANY ($1) AND r.lost_status IS NOT NULL', [
    ids,
  ]);
  await writeChanges(
    client,
    runs.map(stored => ({ stored, state: restoredState(stored), writer: stored.writer, fields: {} })),
  );
  await client.query('UPDATE writers SET is_lost = false WHERE id = ANY ($1)', [ids]);
}

/** Writes changes of runs with all that follows from them. */
export async function writeChanges(client: ClientBase, changes: readonly RunChange[]): Promise<void> {
  const counts = createCountChanges();
  await updateRuns(client, changes, counts);
  await writePayloads(
    client,
    changes.map(({ stored, state, fields }) => ({
      key: stored.key,
      stored,
      fields,
      isRevived: isRevived(stored, state),
    })),
  );
  await writeCounts(client, counts);
}
