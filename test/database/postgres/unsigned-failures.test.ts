import type { Pool } from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrate } from '../../../src/database/postgres/migrate.ts';
import { inTransaction } from '../../../src/database/postgres/transaction.ts';
import { markLostRuns } from '../../../src/database/postgres/write/postgres-lost-runs.ts';
import { signFailures } from '../../../src/database/postgres/write/postgres-signing.ts';
import { startUpkeep } from '../../../src/database/postgres/write/upkeep.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { failingEvents } from '../../contract/failing-runs.ts';
import { groupsOf, sumOf } from '../../contract/failure-contract.ts';
import { listAll, waitFor } from '../../contract/reading.ts';
import { runCreated, sampleNow } from '../../contract/sample-events.ts';
import { createPostgresUnderTest } from './postgres-under-test.ts';

const withoutSignatures =
  'UPDATE runs SET cause_code = NULL, cause_name = NULL, cause_message = NULL, failure = NULL';
const toOlder = `ALTER TABLE writers DROP COLUMN key_hash; ALTER TABLE runs DROP COLUMN recorded_by; DROP TABLE failure_marks, starts, offers, late_runs; DROP SEQUENCE late_places; DROP INDEX runs_failure, runs_unsigned, runs_retry;
  ALTER TABLE runs DROP COLUMN retry_of;
  ALTER TABLE runs DROP COLUMN cause_code, DROP COLUMN cause_name, DROP COLUMN cause_message, DROP COLUMN failure;
  UPDATE schema_version SET version = 3`;

async function openUnderTest() {
  const under = await createPostgresUnderTest();
  onTestFinished(() => under.remove());
  const store = await under.open();
  onTestFinished(() => store.close());
  return { ...under, store };
}

async function unsigned(pool: Pool): Promise<number | undefined> {
  const { rows } = await pool.query<{ n: number }>(
    "SELECT count(*) AS n FROM runs WHERE status = 'failed' AND failure IS NULL",
  );
  return rows[0]?.n;
}

/** By a server whose upkeep comes round as often as that takes. */
async function signAll(pool: Pool, url: string): Promise<void> {
  const upkeep = startUpkeep(pool, url, { everyMs: 3_600_000 });
  await waitFor(async () => {
    await upkeep.run();
    return (await unsigned(pool)) === 0;
  });
  await upkeep.stop();
}

/** All but the columns that are signed, or new. */
async function untouched(pool: Pool): Promise<unknown> {
  const runs = await pool.query(
    `SELECT to_jsonb(r) - '{cause_code,cause_name,cause_message,failure,recorded_by}'::text[] AS run FROM runs r ORDER BY key`,
  );
  const counts = await pool.query('SELECT * FROM counts ORDER BY kind, name, status, n');
  const payloads = await pool.query('SELECT * FROM payloads ORDER BY key');
  return [runs.rows, counts.rows, payloads.rows];
}

describe('a database that was written before failures had signatures', () => {
  it('counts rows that are not signed yet beside those that are', async () => {
    const { store, pool, record } = await openUnderTest();
    await record(failingEvents);
    const whole = sumOf(await groupsOf(store));
    await pool.query(`${withoutSignatures} WHERE key % 2 = 0`);
    const groups = await groupsOf(store);
    expect(sumOf(groups)).toBe(whole);
    for (const { id, count } of groups) {
      expect(await listAll(store, parseQuery(`failure:${id}`))).toHaveLength(count);
      expect(await listAll(store, parseQuery(`-failure:${id}`))).toHaveLength(failingEvents.length - count);
    }
  });

  it('is signed by the upkeep, and nothing else of it is touched', async () => {
    const { store, pool, url, record } = await openUnderTest();
    await record(failingEvents);
    const signed = await groupsOf(store);
    const before = await untouched(pool);
    await pool.query(toOlder);
    const client = await pool.connect();
    await migrate(client, url).finally(() => client.release());
    expect(await unsigned(pool)).toBeGreaterThan(0);
    await signAll(pool, url);
    expect(await untouched(pool)).toEqual(before);
    expect(await groupsOf(store)).toEqual(signed);
  });

  it('tells those who look at its groups that some are signed', async () => {
    const { pool, url, record } = await openUnderTest();
    await record(failingEvents);
    const change = async () =>
      (await pool.query<{ n: number }>('SELECT last_value AS n FROM changes')).rows[0]?.n;
    const before = await change();
    await pool.query(withoutSignatures);
    await signAll(pool, url);
    expect(await change()).toBeGreaterThan(before ?? 0);
  });

  it('is as good as before where the server that signs it is killed, and the next one goes on', async () => {
    const { store, pool, url, record } = await openUnderTest();
    await record(
      Array.from({ length: 200 }, (_, n) =>
        runCreated(`run_${n}`, {
          createdAt: sampleNow - n,
          status: 'failed',
          error: { value: '"x"', name: 'Error', message: 'the disk is full' },
        }),
      ),
    );
    await pool.query(withoutSignatures);
    const client = await pool.connect();
    await client.query('BEGIN');
    await signFailures(client, 0);
    expect(await unsigned(pool)).toBe(200);
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    client.on('error', () => undefined);
    await pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    client.release(true);
    expect((await groupsOf(store)).map(({ count }) => count)).toEqual([200]);
    await signAll(pool, url);
    expect((await groupsOf(store)).map(({ count }) => count)).toEqual([200]);
  });
});

it('counts the runs of a recorder that is gone as failures of one group', async () => {
  const { store, pool, record, recordAsOwner } = await openUnderTest();
  await record(failingEvents);
  const known = await groupsOf(store);
  await recordAsOwner(
    ['r1', 'r2', 'r3'].map(id => runCreated(id, { status: 'running', finishedAt: undefined })),
  );
  await inTransaction(pool, client => markLostRuns(client, new Map([['owner', sampleNow]])));
  const groups = await groupsOf(store);
  expect(sumOf(groups)).toBe((await store.counts())?.failed);
  expect(groups.filter(({ id }) => !known.some(group => group.id === id))).toMatchObject([
    { count: 3, example: { name: 'ProcessLost' } },
  ]);
});
