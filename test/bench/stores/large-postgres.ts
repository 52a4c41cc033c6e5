import type pg from 'pg';
import type { RunEvent } from '../../../src/contract/run-events.ts';
import { createPool } from '../../../src/database/postgres/database.ts';
import { createBatchIntake } from '../../../src/database/postgres/write/batch-intake.ts';
import { mergeCounts } from '../../../src/database/postgres/write/write-changes.ts';
import { createSampleRuns } from '../../../src/demo/write-demo-store.ts';
import { type KeptPostgres, openKeptPostgres, withClient } from './kept-postgres.ts';

const runsAtOnce = 2_000;

/** A database with so many runs of the sample. */
export async function openLargePostgres(size: number, say: (text: string) => void): Promise<KeptPostgres> {
  const kept = await openKeptPostgres(String(size), url => fill(url, size, say));
  try {
    await forgetTokens(kept.url);
    return kept;
  } catch (error) {
    await kept.stop();
    throw error;
  }
}

/** Removes what an earlier measurement left: a store without tokens asks for none. */
async function forgetTokens(url: string): Promise<void> {
  await withClient(url, client => client.query('DELETE FROM runlens.tokens'));
}

/** Without the indexes, which are made at the end: that takes less time than to keep them. */
async function fill(url: string, size: number, say: (text: string) => void): Promise<void> {
  const definitions = await withClient(url, dropIndexes);
  const pool = createPool(url);
  const intake = createBatchIntake(pool, url);
  const eventsOf = createSampleRuns({ size, seed: 1, now: Date.now() });
  let sequence = 0;
  let writing: Promise<unknown> = Promise.resolve();
  try {
    for (let from = 0; from < size; from += runsAtOnce) {
      const events: RunEvent[] = [];
      for (let index = from; index < Math.min(size, from + runsAtOnce); index += 1)
        events.push(...eventsOf(index).filter(event => event.type === 'run-created'));
      await writing;
      sequence += 1;
      writing = intake.apply({ writer: 'bench', sequence, isOwner: false, events });
      writing.catch(() => undefined);
      if (sequence % 50 === 0) say(`wrote ${(sequence * runsAtOnce).toLocaleString('en-US')} runs`);
    }
    await writing;
  } finally {
    await pool.end();
  }
  await withClient(url, async client => {
    for (const definition of definitions) {
      say(definition);
      await client.query(definition);
    }
    // As the servers of a database do every moment.
    await mergeCounts(client, 0);
  });
}

async function dropIndexes(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ indexname: string; indexdef: string }>(
    `SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'runlens' AND tablename IN ('runs', 'payloads')
      AND indexdef NOT LIKE 'CREATE UNIQUE%'`,
  );
  for (const { indexname } of rows) await client.query(`DROP INDEX runlens.${indexname}`);
  return rows.map(({ indexdef }) => indexdef);
}
