import { expect, onTestFinished, test } from 'vitest';
import { createStoreSession } from '../../../../src/database/postgres/store/store-session.ts';
import { raw } from '../../../../src/query-sql/sql-template.ts';
import { openBadLine } from '../bad-line.ts';
import { openDatabase } from '../served.ts';

test('a client that goes away cancels its statement, and no other, however late the cancel arrives', async () => {
  const { url, pool } = await openDatabase();
  const line = await openBadLine(url);
  const session = createStoreSession(line.url);
  onTestFinished(() => session.close());
  const sleep = (seconds: number, signal?: AbortSignal) =>
    session.read(signal, db => db.rows(raw(`SELECT pg_sleep(${seconds})`)));
  const sleepersFor = (seconds: number) => async () => {
    const { rows } = await pool.query("SELECT FROM pg_stat_activity WHERE query = $1 AND state = 'active'", [
      `SELECT pg_sleep(${seconds})`,
    ]);
    return rows.length;
  };
  await Promise.all([sleep(0), sleep(0), sleep(0)]);

  const leaving = new AbortController();
  const left = sleep(9, leaving.signal);
  await expect.poll(sleepersFor(9)).toBe(1);
  leaving.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  await expect.poll(sleepersFor(9)).toBe(0);

  line.hold('pg_cancel_backend', 400);
  const leavingLate = new AbortController();
  const leftLate = sleep(0.2, leavingLate.signal);
  await expect.poll(sleepersFor(0.2), { interval: 10 }).toBe(1);
  leavingLate.abort(new Error('gone'));
  await expect(leftLate).rejects.toThrow('gone');
  await expect.poll(sleepersFor(0.2), { interval: 10 }).toBe(0);
  expect(await Promise.all([sleep(0.5), sleep(0.5)])).toHaveLength(2);
});

test('a client that goes away ends work of many statements, also where no connection is free for a cancel', async () => {
  const { url } = await openDatabase();
  const session = createStoreSession(url);
  onTestFinished(() => session.close());
  const leaving = new AbortController();
  const { promise: end, resolve } = Promise.withResolvers<unknown>();
  let statements = 0;
  const left = session.read(leaving.signal, async db => {
    try {
      for (;;) {
        await db.rows(raw('SELECT 1'));
        statements += 1;
      }
    } catch (error) {
      resolve(error);
      throw error;
    }
  });
  await expect.poll(() => statements).toBeGreaterThan(10);
  const reason = new Error('gone');
  leaving.abort(reason);
  await expect(left).rejects.toBe(reason);
  expect(await end).toBe(reason);
});

test('goes on preparing statements after very many different filters, and holds only so many', async () => {
  const { url } = await openDatabase();
  const session = createStoreSession(url);
  onTestFinished(() => session.close());
  const prepared = () =>
    session.read(undefined, async db => {
      const rows = await db.rowsOnce<{ statement: string }>(
        raw('SELECT statement FROM pg_prepared_statements'),
      );
      return rows.map(({ statement }) => statement);
    });
  const askOften = (from: number, to: number) =>
    session.read(undefined, async db => {
      for (let at = from; at < to; at += 1) await db.rows(raw(`SELECT ${at} AS filter`));
    });
  for (let from = 0; from < 1_000; from += 100) await askOften(from, from + 100);
  expect((await prepared()).length).toBeLessThan(500);
  await askOften(1_000, 1_001);
  expect(await prepared()).toContain('SELECT 1000 AS filter');
});
