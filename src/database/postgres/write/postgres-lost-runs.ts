import type { ClientBase } from 'pg';
import { lostFields, lostState, restoredState } from '../../runs/events/lost-run.ts';
import { lockRuns } from './lock-runs.ts';
import { writeChanges } from './write-changes.ts';

/** Writers that are gone, with their last heartbeat. */
export type GoneWriters = ReadonlyMap<string, number>;

/**
 * Files as lost what writers left active, inside a transaction that holds the writers' rows; returns how many
 * runs that were.
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

/** Returns runs that were filed as lost the status they had before. */
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
