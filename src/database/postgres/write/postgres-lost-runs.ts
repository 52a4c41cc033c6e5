import type { ClientBase } from 'pg';
import { lostFields, lostState, restoredState } from '../../runs/events/lost-run.ts';
import { lockRuns } from './lock-runs.ts';
import { writeChanges } from './write-changes.ts';

/** The last heartbeat of each writer that is gone. */
type DeadWriters = ReadonlyMap<string, number>;

/** Marks the active runs of writers as lost, in a transaction that locks these; returns how many. */
export async function markLostRuns(client: ClientBase, gone: DeadWriters): Promise<number> {
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

/** Restores the status that lost runs had before. */
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
