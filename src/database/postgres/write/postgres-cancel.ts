import type { PoolClient } from 'pg';
import type { CancelResult } from '../../../contract/run-store.ts';
import { cancelAnswer, canceledFields, canceledState } from '../../runs/events/run-state.ts';
import { encodeText } from '../text-codec.ts';
import { notifyChange } from '../transaction.ts';
import { lockRuns, type StoredRun } from './lock-runs.ts';
import { writeChanges } from './write-changes.ts';
import { databaseNow } from './writer-heartbeats.ts';

/** Requests a cancel from the run's recorder, or cancels a run without one. Inside a transaction. */
export async function cancelPostgresRun(
  client: PoolClient,
  id: string,
  by: string | undefined,
): Promise<CancelResult> {
  const [run] = await lockRuns(client, 'lock-run-by-id', 'r.id = $1', [encodeText(id)]);
  const answer = cancelAnswer(run, run?.writer !== null);
  if (!run || (answer.type !== 'requested' && answer.type !== 'canceled')) return answer;
  const now = await request(client, run, by);
  if (answer.type === 'canceled') {
    const state = canceledState(run, now);
    await writeChanges(client, [{ stored: run, state, writer: null, fields: canceledFields }]);
    await client.query('DELETE FROM starts WHERE run = $1', [run.key]);
  }
  await notifyChange(client);
  return answer;
}

/** Returns the time by the database's clock. */
async function request(client: PoolClient, { key }: StoredRun, by: string | undefined): Promise<number> {
  const { rows } = await client.query<{ now: number }>(
    `UPDATE runs r SET cancel_requested_at = coalesce(cancel_requested_at, n.now), cancel_by = coalesce(cancel_by, $2)
    FROM (SELECT ${databaseNow} AS now) n WHERE key = $1 RETURNING n.now`,
    [key, by === undefined ? null : encodeText(by)],
  );
  return rows[0]?.now ?? 0;
}
