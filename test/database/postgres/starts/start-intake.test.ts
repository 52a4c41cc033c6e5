import type { PoolClient } from 'pg';
import { expect, it } from 'vitest';
import {
  claimStarts,
  createStartIntake,
  leaveStarts,
  wantedWriters,
} from '../../../../src/database/postgres/starts/start-intake.ts';
import { createBatchIntake } from '../../../../src/database/postgres/write/batch-intake.ts';
import { runCreated } from '../../../contract/sample-events.ts';
import { createTestWriter, openDatabase } from '../served.ts';

const queued = 3_000;

/** How many rows of `starts` the transaction that is open has looked at. */
async function rowsRead(client: PoolClient): Promise<number> {
  const { rows } = await client.query<{ n: string }>(
    "SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) AS n FROM pg_stat_xact_user_tables WHERE relname = 'starts'",
  );
  return Number(rows[0]?.n);
}

it('claims without a look at all the starts that nobody offers any longer', async () => {
  const { pool } = await openDatabase();
  const client = await pool.connect();
  try {
    await client.query(
      `INSERT INTO starts (run, workflow) SELECT n, 'gone' FROM generate_series(1, ${queued}) n`,
    );
    await client.query('ANALYZE starts');
    await client.query('BEGIN');
    await client.query("INSERT INTO offers VALUES ('w', 'here')");
    const claim = { room: new Map([['here', 5]]), held: [] };
    expect(await claimStarts(client, 'w', claim)).toEqual({ starts: [], given: 0 });
    await client.query(`INSERT INTO starts (run, workflow) VALUES (${queued + 1}, 'here')`);
    expect(await claimStarts(client, 'w', claim)).toEqual({ starts: [], given: 0 });
    await client.query("DELETE FROM starts WHERE workflow = 'here'");
    expect((await client.query(wantedWriters, [['w']])).rows).toEqual([]);
    await leaveStarts(client, ['w'], 0);
    await client.query("INSERT INTO offers VALUES ('w', 'gone')");
    expect((await client.query(wantedWriters, [['w']])).rows).toEqual([{ writer: 'w' }]);
    expect(await rowsRead(client)).toBeLessThan(queued / 10);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
});

it('claims no more at once than a writer may hold, however much room it has', async () => {
  const { url, pool } = await openDatabase();
  const queuedRun = (n: number) =>
    runCreated(`run_${n}`, { name: n % 2 ? 'odd' : 'even', status: 'queued', finishedAt: undefined });
  await createTestWriter(createBatchIntake(pool, url), 'w').take(
    Array.from({ length: 1_100 }, (_, n) => queuedRun(n)),
    false,
  );
  await pool.query('INSERT INTO starts (run, workflow) SELECT key, name FROM runs');
  const room = new Map([
    ['odd', 700],
    ['even', Number.MAX_SAFE_INTEGER],
  ]);
  const claimed = await createStartIntake(pool, url).claim('w', { room, held: ['run_0'] });
  expect(claimed).toHaveLength(999);
});
