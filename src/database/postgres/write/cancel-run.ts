import type { PoolClient } from 'pg';
import type { CancelResult } from '../../../contract/run-store.ts';
import { isActive } from '../../../model/status.ts';
import { encodeText } from '../text-codec.ts';
import { createCounts } from './counts.ts';
import { tellChange } from './intake.ts';
import { recordPayloads } from './record-payloads.ts';
import { noError } from './run-values.ts';
import { lockRuns, type StoredRow } from './stored-row.ts';
import { updateRuns } from './update-runs.ts';
import { databaseNow } from './writers.ts';

/**
 * Asks a run's recorder to end it, or ends it at once when none answers for it: then it is canceled, also
 * where it was filed as lost. Inside a transaction.
 */
export async function cancelRun(
  client: PoolClient,
  id: string,
  by: string | undefined,
): Promise<CancelResult> {
  const [run] = await lockRuns(client, 'lock-run-by-id', 'r.id = $1', [encodeText(id)]);
  if (!run) return { type: 'not-found' };
  const isLost = run.lostStatus !== null;
  if (!isLost && !isActive({ status: run.status, finishedAt: run.finishedAt ?? undefined })) {
    return { type: 'already-finished', status: run.status };
  }
  const now = await request(client, run, by);
  const isOwned = run.writer !== null && !isLost;
  if (!isOwned) await endAsCanceled(client, run, now);
  await tellChange(client);
  return { type: isOwned ? 'requested' : 'canceled' };
}

/** Gives the moment, by the database's clock. */
async function request(client: PoolClient, { key }: StoredRow, by: string | undefined): Promise<number> {
  const { rows } = await client.query<{ now: number }>(
    `UPDATE runs r SET cancel_requested_at = coalesce(cancel_requested_at, n.now), cancel_by = coalesce(cancel_by, $2)
    FROM (SELECT ${databaseNow} AS now) n WHERE key = $1 RETURNING n.now`,
    [key, by === undefined ? null : encodeText(by)],
  );
  return rows[0]?.now ?? 0;
}

async function endAsCanceled(client: PoolClient, stored: StoredRow, now: number): Promise<void> {
  const counts = createCounts();
  const isLost = stored.lostStatus !== null;
  const error = isLost ? noError : stored;
  const ended = {
    status: 'canceled',
    statusRaw: null,
    writer: null,
    lostStatus: null,
    finishedAt: now,
  } as const;
  await updateRuns(client, [{ stored, fields: {}, error, ...ended }], counts);
  const fields = { cancelOutcome: 'canceled at once: no process was running it' };
  await recordPayloads(client, [{ key: stored.key, stored, fields, isRevived: isLost }]);
  await counts.write(client);
}
