import type { ClientBase } from 'pg';
import { rawStatus, toStatus } from '../../../model/status.ts';
import { processLost } from '../../runs/process-lost.ts';
import { createCounts } from './counts.ts';
import { recordPayloads } from './record-payloads.ts';
import { noError } from './run-values.ts';
import { lockRuns, type StoredRow } from './stored-row.ts';
import { type RowChange, updateRuns } from './update-runs.ts';

/** Writers that are gone, with their last sign of life. */
export type GoneWriters = ReadonlyMap<string, number>;

/**
 * Writes down as failed what writers left active, inside a transaction that holds their rows; gives how many
 * runs that were.
 */
export async function fileLostRuns(client: ClientBase, gone: GoneWriters): Promise<number> {
  const runs = await lockRuns(client, 'lock-active', 'r.writer = ANY ($1) AND r.lost_status IS NULL', [
    [...gone.keys()],
  ]);
  await change(
    client,
    runs.map(run => toLost(run, gone.get(run.writer ?? '') ?? 0)),
  );
  await recordPayloads(
    client,
    runs.map(stored => ({ key: stored.key, stored, fields: { error: lostError }, isRevived: false })),
  );
  await client.query('UPDATE writers SET is_lost = true WHERE id = ANY ($1)', [[...gone.keys()]]);
  return runs.length;
}

/** Makes runs what they were before they were filed as lost. */
export async function restoreLostRuns(client: ClientBase, writers: readonly string[]): Promise<void> {
  const runs = await lockRuns(client, 'lock-lost', 'r.writer = ANY ($1) AND r.lost_status IS NOT NULL', [
    [...writers],
  ]);
  await change(client, runs.map(toFound));
  await recordPayloads(
    client,
    runs.map(stored => ({ key: stored.key, stored, fields: {}, isRevived: true })),
  );
  await client.query('UPDATE writers SET is_lost = false WHERE id = ANY ($1)', [[...writers]]);
}

const lostError = { value: JSON.stringify(processLost), message: processLost.message };

function toLost(stored: StoredRow, lastSeenAt: number): RowChange {
  return {
    stored,
    fields: {},
    status: 'failed',
    statusRaw: null,
    writer: stored.writer,
    lostStatus: stored.statusRaw ?? stored.status,
    finishedAt: Math.max(lastSeenAt, stored.createdAt, stored.startedAt ?? 0),
    error: { errorName: processLost.name, errorMessage: processLost.message, errorStep: null },
  };
}

function toFound(stored: StoredRow): RowChange {
  const word = stored.lostStatus ?? stored.status;
  return {
    stored,
    fields: {},
    status: toStatus(word),
    statusRaw: rawStatus(word),
    writer: stored.writer,
    lostStatus: null,
    finishedAt: null,
    error: noError,
  };
}

async function change(client: ClientBase, changes: readonly RowChange[]): Promise<void> {
  const counts = createCounts();
  await updateRuns(client, changes, counts);
  await counts.write(client);
}
