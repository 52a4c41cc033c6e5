import type { Pool, PoolClient } from 'pg';
import { type RepeatedWork, type Report, repeatWork, reportAsWarning } from '../../runs/background-work.ts';
import { remoteLostAfterMs } from '../../runs/events/run-state.ts';
import { databaseNow, inTransaction, notifyChange, withStoreErrors } from '../database.ts';
import { advisoryLocks } from '../migrate.ts';
import { removeGoneOffers } from '../starts/start-intake.ts';
import { signFailures } from '../write/postgres-signing.ts';
import { markLostRuns, mergeCounts } from '../write/write-changes.ts';

export type UpkeepTimes = {
  readonly everyMs?: number;
  /** How long a writer may be silent, counted from when this server could first receive its heartbeat. */
  readonly lostAfterMs?: number;
};

const removeWritersMs = 30 * 86_400_000;
const removeEveryMs = 3_600_000;
const countRows = 200;
const signMs = 500;

export function startUpkeep(
  pool: Pool,
  url: string,
  {
    everyMs = 5_000,
    lostAfterMs = remoteLostAfterMs,
    report = reportAsWarning,
  }: UpkeepTimes & { readonly report?: Report } = {},
): RepeatedWork {
  let listeningSince = performance.now();
  let lastRun = listeningSince;
  let removedAt = Number.NEGATIVE_INFINITY;

  async function work(): Promise<void> {
    const now = performance.now();
    // A server that was suspended, or cut off from its database, received no heartbeats.
    if (now - lastRun > Math.max(everyMs, lostAfterMs) / 2 + everyMs) listeningSince = now;
    lastRun = now;
    const hasListenedEnough = now - listeningSince >= lostAfterMs;
    const isRemovalDue = now - removedAt > removeEveryMs;
    try {
      await inTransaction(pool, async client => {
        if (!(await tryLock(client))) return;
        if (hasListenedEnough) await markLost(client, lostAfterMs);
        if (await removeGoneOffers(client)) await notifyChange(client);
        await mergeCounts(client, countRows);
        if ((await signFailures(client, signMs)) > 0) await notifyChange(client);
        if (isRemovalDue) await removeWriters(client);
      });
      if (isRemovalDue) removedAt = now;
    } catch (error) {
      listeningSince = performance.now();
      throw error;
    }
  }

  return repeatWork(() => withStoreErrors(url, work), { everyMs, report });
}

async function tryLock(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS got', [
    advisoryLocks.upkeep,
  ]);
  return rows[0]?.got === true;
}

const silent = `
SELECT id, heartbeat_at FROM writers
WHERE id IN (SELECT writer FROM runs WHERE writer IS NOT NULL AND lost_status IS NULL) AND heartbeat_at <= ${databaseNow} - $1::float8
ORDER BY id FOR UPDATE SKIP LOCKED`;

async function markLost(client: PoolClient, lostAfterMs: number): Promise<void> {
  const { rows } = await client.query<{ id: string; heartbeat_at: number }>(silent, [lostAfterMs]);
  if (rows.length === 0) return;
  const lost = await markLostRuns(client, new Map(rows.map(row => [row.id, row.heartbeat_at])));
  if (lost > 0) await notifyChange(client);
}

async function removeWriters(client: PoolClient): Promise<void> {
  await client.query(
    `DELETE FROM writers w WHERE heartbeat_at < ${databaseNow} - $1::float8
      AND NOT EXISTS (SELECT FROM runs WHERE writer = w.id)`,
    [removeWritersMs],
  );
}
