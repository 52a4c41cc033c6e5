import type { PoolClient } from 'pg';
import { sleep } from '../../../async/sleep.ts';
import { isRemovable, type RunRemover, type StoreSize } from '../../../contract/run-remover.ts';
import { withPooledClient } from '../../../drivers/postgres/pooled-client.ts';
import { endPool } from '../../../drivers/postgres/postgres-pool.ts';
import { createCountChanges } from '../../runs/events/run-state.ts';
import { createPool, inTransaction, notifyChange, withStoreErrors } from '../database.ts';
import { requireVersion, schemaVersionOf } from '../migrate.ts';
import { encodeText } from '../text-codec.ts';
import { lockRuns } from '../write/lock-runs.ts';
import { textArray } from '../write/row-statement.ts';
import { writeCounts } from '../write/write-changes.ts';

type Options = { readonly url: string; readonly isForeign?: boolean };

/** Only writers of its runs wait for a batch. */
const batchMs = 30;
const atOnceRange = { least: 50, most: 200 } as const;
/** `VACUUM` rests between pages, as autovacuum does, so that others need not wait for the disk. */
const settings = { statement_timeout: '0', vacuum_cost_delay: '2' };
const tables = ['runs', 'payloads', 'steps', 'spans', 'logs', 'log_texts', 'messages', 'counts'];

/** Connects with the first request. The schema must exist. */
export function openPostgresRemover({ url, isForeign }: Options): RunRemover {
  const pool = createPool(url, { max: 2, isForeign, settings });
  let isChecked = false;
  let atOnce: number = atOnceRange.least;

  const ask = <T>(work: () => Promise<T>) =>
    withStoreErrors(url, async () => {
      if (!isChecked) requireVersion(await withPooledClient(pool, schemaVersionOf), url);
      isChecked = true;
      return work();
    });

  return {
    remove: (ids, endedBefore, signal) =>
      ask(async () => {
        const removed: string[] = [];
        for (let at = 0; at < ids.length; ) {
          signal?.throwIfAborted();
          const start = performance.now();
          const some = ids.slice(at, at + atOnce);
          removed.push(...(await inTransaction(pool, client => removeRuns(client, some, endedBefore))));
          at += some.length;
          const ms = performance.now() - start;
          if (ms > batchMs) atOnce = Math.max(atOnceRange.least, atOnce >> 1);
          else if (ms < batchMs / 2) atOnce = Math.min(atOnceRange.most, atOnce * 2);
          await sleep(ms, signal);
        }
        return removed;
      }),
    giveBack: (how, signal) =>
      ask(async () => {
        if (how !== 'all') return;
        for (const table of tables) {
          signal?.throwIfAborted();
          // Truncating the file would lock the table.
          await pool.query(`VACUUM (ANALYZE, TRUNCATE false) ${table}`);
        }
      }),
    bytesOf: ids =>
      ask(
        async () => (await pool.query<{ bytes: number }>(bytesOf, [ids.map(encodeText)])).rows[0]?.bytes ?? 0,
      ),
    size: () => ask(async () => (await pool.query<StoreSize>(size)).rows[0] ?? { bytes: 0 }),
    close: () => endPool(pool, 1_000),
  };
}

/** Indexes take about as much again as the rows of `runs`. */
const bytesOf = `
WITH chosen AS MATERIALIZED (SELECT key, pg_column_size(r.*) * 2 AS bytes FROM runs r WHERE id = ANY ($1))
SELECT (coalesce((SELECT sum(bytes) FROM chosen), 0)
  + coalesce((SELECT sum(pg_column_size(p.*)) FROM payloads p WHERE key IN (SELECT key FROM chosen)), 0)
  ${['steps', 'spans', 'logs', 'log_texts', 'messages']
    .map(
      table =>
        `+ coalesce((SELECT sum(pg_column_size(t.*)) FROM ${table} t WHERE run IN (SELECT key FROM chosen)), 0)`,
    )
    .join(' ')})::float8 AS bytes`;

const size = `
SELECT sum(pg_total_relation_size(c.oid))::float8 AS bytes
FROM pg_class c WHERE relnamespace = 'runlens'::regnamespace AND relkind = 'r'`;

/** The queue of the index comes first, to wait for whoever indexes one of the runs. */
const partTables = {
  ...{ unindexed_logs: 'run', log_texts: 'run' },
  ...{ payloads: 'key', steps: 'run', spans: 'run', logs: 'run', messages: 'run', starts: 'run' },
  ...{ late_runs: 'run', runs: 'key' },
};

async function removeRuns(
  client: PoolClient,
  ids: readonly string[],
  endedBefore: number,
): Promise<readonly string[]> {
  const wanted = textArray(ids.map(encodeText));
  const locked = await lockRuns(client, 'lock-runs-by-id', 'r.id = ANY ($1::text[])', [wanted]);
  const removed = locked.filter(run => isRemovable(run, endedBefore));
  if (removed.length === 0) return [];
  const keys = removed.map(({ key }) => key);
  for (const [table, column] of Object.entries(partTables))
    await client.query({
      name: `remove-${table}`,
      text: `DELETE FROM ${table} WHERE ${column} = ANY ($1::bigint[])`,
      values: [keys],
    });
  const counts = createCountChanges();
  for (const run of removed) counts.removed(run);
  await writeCounts(client, counts);
  await notifyChange(client);
  return removed.map(({ id }) => id);
}
