import type { Pool } from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startUpkeep } from '../../../../src/database/postgres/store/upkeep.ts';
import { createBatchIntake } from '../../../../src/database/postgres/write/batch-intake.ts';
import { runCreated } from '../../../contract/sample-events.ts';
import { countsOf, createTestWriter, openDatabase } from '../served.ts';

const never = 3_600_000;
const active = (id: string, status = 'running') =>
  runCreated(id, { createdAt: 1_000, startedAt: 2_000, finishedAt: undefined, status, name: 'slow' });

async function openKept() {
  const { url, pool } = await openDatabase();
  const intake = createBatchIntake(pool, url);
  const upkeep = startUpkeep(pool, url, { everyMs: never, lostAfterMs: 0 });
  onTestFinished(() => upkeep.stop());
  return { url, pool, intake, upkeep };
}

async function runOf(pool: Pool, id: string) {
  const { rows } = await pool.query(
    `SELECT status, status_raw, lost_status, writer, error_name, r.error_message, finished_at, search, error_value, words::text AS words
     FROM runs r LEFT JOIN payloads p ON p.key = r.key WHERE id = $1`,
    [id],
  );
  return rows[0];
}

const changeNumber = async (pool: Pool) =>
  (await pool.query('SELECT last_value FROM changes')).rows[0].last_value;

describe('a writer that is silent', () => {
  test('has lost its active runs as of its last heartbeat, and no others', async () => {
    const { pool, intake, upkeep } = await openKept();
    const writer = createTestWriter(intake, 'gone');
    await writer.take([active('a'), active('b', 'Paused'), runCreated('done', { name: 'slow' })]);
    await createTestWriter(intake, 'import').take([active('imported')], false);
    const { rows } = await pool.query("SELECT heartbeat_at FROM writers WHERE id = 'gone'");
    const before = await changeNumber(pool);
    await upkeep.run();
    expect(await runOf(pool, 'a')).toMatchObject({
      status: 'failed',
      lost_status: 'running',
      writer: 'gone',
      error_name: 'ProcessLost',
      finished_at: rows[0].heartbeat_at,
      search: expect.stringContaining('processlost'),
      words: expect.stringContaining("'processlost'"),
    });
    expect(await runOf(pool, 'b')).toMatchObject({
      status: 'failed',
      status_raw: null,
      lost_status: 'Paused',
    });
    expect(await runOf(pool, 'imported')).toMatchObject({ status: 'running', lost_status: null });
    expect(await countsOf(pool, 'slow')).toEqual({ failed: 2, success: 1, running: 1 });
    expect(await changeNumber(pool)).toBe(before + 1);
    await upkeep.run();
    expect(await changeNumber(pool)).toBe(before + 1);
  });

  test('gets them back as they were with a heartbeat', async () => {
    const { pool, intake, upkeep } = await openKept();
    const writer = createTestWriter(intake, 'back');
    await writer.take([{ ...active('a', 'Paused'), input: '{"mail":"ada"}' }]);
    const before = await runOf(pool, 'a');
    await upkeep.run();
    await intake.heartbeat(['back', 'nobody']);
    expect(await runOf(pool, 'a')).toEqual({ ...before, error_value: null });
    expect(await countsOf(pool, 'slow')).toEqual({ unknown: 1 });
  });

  test('gets them back with its next events', async () => {
    const { pool, intake, upkeep } = await openKept();
    const writer = createTestWriter(intake, 'back');
    await writer.take([active('a'), active('b')]);
    await upkeep.run();
    await writer.take([{ type: 'run-changed', id: 'a', status: 'success', finishedAt: 9_000 }]);
    expect(await runOf(pool, 'a')).toMatchObject({
      status: 'success',
      finished_at: 9_000,
      error_name: null,
      lost_status: null,
      writer: null,
    });
    expect(await runOf(pool, 'b')).toMatchObject({ status: 'running', finished_at: null, writer: 'back' });
    expect(await countsOf(pool, 'slow')).toEqual({ success: 1, running: 1 });
  });

  test('has them left as they are by the events of another', async () => {
    const { pool, intake, upkeep } = await openKept();
    await createTestWriter(intake, 'gone').take([active('a')]);
    await upkeep.run();
    const before = await runOf(pool, 'a');
    const end = { type: 'run-changed', id: 'a', status: 'success' } as const;
    expect(await createTestWriter(intake, 'other').take([end])).toMatchObject({ foreign: ['a'] });
    expect(await runOf(pool, 'a')).toEqual(before);
  });

  test('is heard also by a batch that was stored before', async () => {
    const { pool, intake, upkeep } = await openKept();
    await intake.apply({ writer: 'again', sequence: 1, isOwner: true, events: [active('a')] });
    await upkeep.run();
    await intake.apply({ writer: 'again', sequence: 1, isOwner: true, events: [active('a')] });
    expect(await runOf(pool, 'a')).toMatchObject({ status: 'running' });
    await upkeep.run();
    await intake.apply({ writer: 'again', sequence: 0, isOwner: true, events: [] });
    expect(await runOf(pool, 'a')).toMatchObject({ status: 'running' });
  });
});

test('a server that has just started counts writers as alive', async () => {
  const { url, pool, intake } = await openKept();
  await createTestWriter(intake, 'quiet').take([active('a')]);
  await pool.query('UPDATE writers SET heartbeat_at = 0');
  const upkeep = startUpkeep(pool, url, { everyMs: never, lostAfterMs: 60_000 });
  onTestFinished(() => upkeep.stop());
  await upkeep.run();
  expect(await runOf(pool, 'a')).toMatchObject({ status: 'running' });
});

test('servers that do the upkeep at the same time mark a run as lost once', async () => {
  const { url, pool, intake, upkeep } = await openKept();
  await createTestWriter(intake, 'gone').take([active('a')]);
  const other = startUpkeep(pool, url, { everyMs: never, lostAfterMs: 0 });
  onTestFinished(() => other.stop());
  await Promise.all([upkeep.run(), other.run(), upkeep.run(), other.run()]);
  expect(await countsOf(pool, 'slow')).toEqual({ failed: 1 });
});

test('the rows of the counts are merged into one for each name and status', async () => {
  const { pool, intake, upkeep } = await openKept();
  const writer = createTestWriter(intake, 'w');
  for (let n = 0; n < 250; n += 1) await writer.take([runCreated(`run_${n}`, { name: 'many' })]);
  await upkeep.run();
  expect((await pool.query("SELECT n FROM counts WHERE name = 'many'")).rows).toEqual([{ n: 250 }]);
});

test('reports that lost runs cannot be marked, instead of leaving them active silently', async () => {
  const { url, pool } = await openDatabase();
  const intake = createBatchIntake(pool, url);
  await createTestWriter(intake, 'gone').take([active('a')]);
  await pool.query(`
    CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no such rule'; END $$;
    CREATE TRIGGER fail BEFORE UPDATE ON runs FOR EACH ROW EXECUTE FUNCTION fail()`);
  const reports: unknown[] = [];
  const report = (error: unknown) => reports.push(error);
  const upkeep = startUpkeep(pool, url, { everyMs: 20, lostAfterMs: 0, report });
  onTestFinished(() => upkeep.stop());
  await expect.poll(() => reports).toMatchObject([{ message: 'no such rule' }]);
  await pool.query('DROP TRIGGER fail ON runs');
  await expect.poll(() => runOf(pool, 'a')).toMatchObject({ status: 'failed' });
  expect(reports).toHaveLength(1);
});
