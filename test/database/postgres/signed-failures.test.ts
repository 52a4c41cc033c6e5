import type { Pool } from 'pg';
import { describe, expect, it, onTestFinished } from 'vitest';
import { inTransaction } from '../../../src/database/postgres/database.ts';
import { startUpkeep } from '../../../src/database/postgres/store/upkeep.ts';
import { signFailures } from '../../../src/database/postgres/write/postgres-signing.ts';
import { markLostRuns } from '../../../src/database/postgres/write/write-changes.ts';
import type { Signing } from '../../../src/database/runs/failures/sign-row.ts';
import { signatureVersion, versionSign } from '../../../src/model/failure/signature.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { failingEvents } from '../../contract/failing-runs.ts';
import { groupsOf, sumOf } from '../../contract/failure-contract.ts';
import { listAll, waitFor } from '../../contract/reading.ts';
import { runCreated, sampleNow } from '../../contract/sample-events.ts';
import {
  currentId,
  expectMarks,
  expectMarksByOlderId,
  expectOldIds,
  knownGroups,
  markGroups,
  secondSigning,
  signedBefore,
  signedEvents,
  thirdSigning,
} from '../../contract/second-signature.ts';
import { createPostgresUnderTest } from './postgres-under-test.ts';

async function openUnderTest() {
  const under = await createPostgresUnderTest();
  onTestFinished(() => under.remove());
  const store = await under.open();
  onTestFinished(() => store.close());
  return { ...under, store };
}

/** How many failures an older version has signed. */
async function older(pool: Pool): Promise<number | undefined> {
  const { rows } = await pool.query<{ n: number }>(
    `SELECT count(*) AS n FROM runs WHERE status = 'failed' AND failure < '${versionSign(signatureVersion)}'`,
  );
  return rows[0]?.n;
}

/** Returns whether some may be left. */
async function signSome(pool: Pool, signing: Signing, budgetMs = 0): Promise<boolean> {
  return (await inTransaction(pool, client => signFailures(client, budgetMs, signing))) > 0;
}

async function signWith(pool: Pool, signing: Signing): Promise<void> {
  while (await signSome(pool, signing));
}

/** By a server whose upkeep comes round as often as that takes. */
async function signAll(pool: Pool, url: string): Promise<void> {
  const upkeep = startUpkeep(pool, url, { everyMs: 3_600_000 });
  await waitFor(async () => {
    await upkeep.run();
    return (await older(pool)) === 0;
  });
  await upkeep.stop();
}

/** All but the columns that are signed. */
async function untouched(pool: Pool): Promise<unknown> {
  const runs = await pool.query(
    `SELECT to_jsonb(r) - '{cause_code,cause_name,cause_message,failure}'::text[] AS run FROM runs r ORDER BY key`,
  );
  const counts = await pool.query('SELECT * FROM counts ORDER BY kind, name, status, n');
  const payloads = await pool.query('SELECT * FROM payloads ORDER BY key');
  return [runs.rows, counts.rows, payloads.rows];
}

describe('a new version of the signature', () => {
  it('signs old failures anew, and an older id finds the runs that it found before', async () => {
    const { store, pool, record } = await openUnderTest();
    await record(signedEvents);
    const oldest = await knownGroups(store);
    await signSome(pool, secondSigning);
    await expectOldIds(store, oldest);
    await signWith(pool, secondSigning);
    expect((await groupsOf(store)).length).toBeLessThan(oldest.length);
    await expectOldIds(store, oldest);
    const older = await knownGroups(store);
    await signWith(pool, thirdSigning);
    await expectOldIds(store, oldest);
    await expectOldIds(store, older);
  });

  it('takes notes and mutes along, and shows a group by its new id', async () => {
    const { store, pool, record } = await openUnderTest();
    await record(signedEvents);
    await markGroups(store, 'refused_wrapped', 'agent_limit');
    const { id = '' } = (await knownGroups(store)).find(({ runs }) => runs.includes('agent_limit')) ?? {};
    for (const signing of [secondSigning, thirdSigning]) {
      await signWith(pool, signing);
      await expectMarks(store, signing, ['refused_wrapped', 'agent_limit']);
      expect(await currentId(store, id)).toMatch(new RegExp(`^${versionSign(signing.version)}`));
    }
  });

  it('moves a note that was typed by an older id to the new one, and takes it back', async () => {
    const { store, pool, record } = await openUnderTest();
    await record(signedEvents);
    const older = (await knownGroups(store)).find(({ runs }) => runs.includes('agent_limit'))?.id ?? '';
    await signSome(pool, secondSigning);
    await expectMarksByOlderId(store, 'agent_limit', older);
    await signWith(pool, secondSigning);
    await expectMarksByOlderId(store, 'agent_limit', older);
  });

  it('takes them along to a group whose runs another transaction held meanwhile', async () => {
    const { store, pool, record } = await openUnderTest();
    await record(signedEvents);
    await markGroups(store, 'refused_wrapped', 'agent_limit');
    const { id = '', runs = [] } =
      (await knownGroups(store)).find(group => group.runs.includes('refused_wrapped')) ?? {};
    expect(runs.length).toBeGreaterThan(1);
    const [held = ''] = runs;
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query('SELECT FROM runs WHERE id = $1 FOR UPDATE', [held]);
    await signWith(pool, secondSigning);
    await client.query('COMMIT');
    client.release();
    expect((await store.failureMarks?.list())?.map(({ failureId }) => failureId)).toContain(id);
    await signWith(pool, secondSigning);
    expect((await store.failureMarks?.list())?.map(({ failureId }) => failureId)).not.toContain(id);
  });
});

describe('a database whose failures an older version has signed', () => {
  it('counts rows that are not signed anew yet beside those that are', async () => {
    const { store, pool, record } = await openUnderTest();
    await record(signedEvents);
    const whole = sumOf(await groupsOf(store));
    await pool.query(`${signedBefore} WHERE key % 2 = 0`);
    const groups = await groupsOf(store);
    expect(sumOf(groups)).toBe(whole);
    for (const { id, count } of groups)
      expect(await listAll(store, parseQuery(`failure:${id}`))).toHaveLength(count);
  });

  it('is signed by the upkeep, and nothing else of it is touched', async () => {
    const { store, pool, url, record } = await openUnderTest();
    await record(failingEvents);
    const signed = await groupsOf(store);
    const before = await untouched(pool);
    await pool.query(signedBefore);
    expect(await older(pool)).toBeGreaterThan(0);
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
    await pool.query(signedBefore);
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
    await pool.query(signedBefore);
    const client = await pool.connect();
    await client.query('BEGIN');
    await signFailures(client, 0);
    expect(await older(pool)).toBe(200);
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
