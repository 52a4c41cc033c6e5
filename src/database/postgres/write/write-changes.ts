import type { ClientBase, PoolClient } from 'pg';
import type { MarkResult } from '../../../contract/failures.ts';
import type { CancelResult } from '../../../contract/run-store.ts';
import { raw } from '../../../query-sql/sql-template.ts';
import {
  type CountChange,
  type CountChanges,
  cancelAnswer,
  canceledFields,
  canceledState,
  createCountChanges,
  isChangeAfterEnd,
  isRevived,
  lostFields,
  lostState,
  restoredState,
} from '../../runs/events/run-state.ts';
import { type MarkChange, markStatements } from '../../runs/failures/failure-marks.ts';
import { databaseNow, notifyChange, toDatabase } from '../database.ts';
import { advisoryLocks } from '../migrate.ts';
import { encodeText, encodeValue } from '../text-codec.ts';
import { lockRuns, type StoredRun } from './lock-runs.ts';
import { createInsert } from './row-statement.ts';
import { type RunChange, updateRuns } from './run-rows.ts';
import { readIsListed } from './write-dictionary.ts';
import { rewriteWords, writePayloads } from './write-payloads.ts';

/** Changes runs without an event, such as lost, restored or canceled ones. */
export async function writeChanges(client: ClientBase, changes: readonly RunChange[]): Promise<void> {
  const counts = createCountChanges();
  await updateRuns(client, changes, counts, await readIsListed(client));
  const payloads = changes.map(({ stored, state, fields }) => ({
    ...{ key: stored.key, stored, fields, messages: [] },
    isRevived: isRevived(stored, state),
  }));
  await rewriteWords(client, await writePayloads(client, payloads));
  await writeCounts(client, counts);
  const late = changes.filter(({ stored, state }) => isChangeAfterEnd(stored, state));
  const keys = late.map(({ stored }) => stored.key);
  await markLate(client, keys);
}

/** Call it after all that may wait for a row: late runs are numbered in the order of commits. */
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

async function request(client: PoolClient, { key }: StoredRun, by: string | undefined): Promise<number> {
  const { rows } = await client.query<{ now: number }>(
    `UPDATE runs r SET cancel_requested_at = coalesce(cancel_requested_at, n.now), cancel_by = coalesce(cancel_by, $2)
    FROM (SELECT ${databaseNow} AS now) n WHERE key = $1 RETURNING n.now`,
    [key, by === undefined ? null : encodeText(by)],
  );
  return rows[0]?.now ?? 0;
}

/** `gone`: last heartbeats (epoch ms) by writer, which the transaction locks. Returns the number of runs. */
export async function markLostRuns(client: ClientBase, gone: ReadonlyMap<string, number>): Promise<number> {
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

/** Inside a transaction. */
export async function changePostgresMarks(client: PoolClient, change: MarkChange): Promise<MarkResult> {
  const writing = { failuresInOrder: raw('runs r'), now: raw(databaseNow) };
  for (const { text, values } of await toDatabase(client).read(markStatements(change, writing)))
    await client.query({ text, values: values.map(encodeValue) });
  await notifyChange(client);
  return { type: 'done' };
}

/** Adds rows instead of updating, so that writers do not wait for each other. */
const insert = createInsert<CountChange>('counts', [
  { name: 'kind', type: 'text', get: ({ run }) => run.kind },
  { name: 'name', type: 'text', get: ({ run }) => run.name },
  { name: 'status', type: 'text', get: ({ run }) => run.status },
  { name: 'n', type: 'integer', get: ({ n }) => n },
]);

/** Call it at the end of a transaction. */
export async function writeCounts(client: ClientBase, counts: CountChanges): Promise<void> {
  await insert.run(client, counts.take());
}

/** Merges the rows of each kind, name and status, if that removes more than `spare` rows. */
export async function mergeCounts(client: ClientBase, spare: number): Promise<void> {
  const { rows } = await client.query<{ spare: number }>(
    'SELECT count(*) - count(DISTINCT (kind, name, status)) AS spare FROM counts',
  );
  if ((rows[0]?.spare ?? 0) <= spare) return;
  await client.query(`
    WITH gone AS (DELETE FROM counts RETURNING kind, name, status, n)
    INSERT INTO counts SELECT kind, name, status, sum(n) FROM gone GROUP BY kind, name, status HAVING sum(n) <> 0`);
}
