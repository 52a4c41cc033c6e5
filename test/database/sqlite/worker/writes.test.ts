import type { Database } from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunEvent } from '../../../../src/contract/run-events.ts';
import { createGroupCommit, createWrites } from '../../../../src/database/sqlite/worker/writes.ts';
import { openRunWriter } from '../../../../src/database/sqlite/write/open-run-writer.ts';
import { runCreated } from '../../../contract/sample-events.ts';
import { openStoreAt, query, recordAt, type TempFolder, tempFolder } from '../temp-store.ts';

let folder: TempFolder;
let path: string;
beforeEach(() => {
  folder = tempFolder();
  path = folder.file('runs.db');
});
afterEach(() => folder.remove());

const queued = (id: string): RunEvent =>
  runCreated(id, { status: 'queued', startedAt: undefined, finishedAt: undefined });
const statuses = () =>
  query<{ run: string }>(path, "SELECT id || ' ' || status AS run FROM runs ORDER BY id").map(
    ({ run }) => run,
  );

/** Cancels as the store's thread does; a test looks into their transactions. */
function createCommit() {
  const transactions: Database[] = [];
  const commit = createGroupCommit(path, db => {
    transactions.push(db);
    return { db, ...createWrites(db) };
  });
  return { transactions, commit };
}

test('cancels that wait at the same time are one transaction, and each has an answer of its own', async () => {
  await recordAt(path, [queued('a'), queued('b'), runCreated('done')]);
  const { commit, transactions } = createCommit();
  const asked = ['a', 'done', 'nowhere', 'b', 'a'].map(id => commit(({ cancel }) => cancel(id, 'ada')));
  expect(await Promise.all(asked)).toEqual([
    { type: 'canceled' },
    { type: 'already-finished', status: 'success' },
    { type: 'not-found' },
    { type: 'canceled' },
    { type: 'already-finished', status: 'canceled' },
  ]);
  expect(transactions).toHaveLength(1);
  expect(statuses()).toEqual(['a canceled', 'b canceled', 'done success']);
  const store = await openStoreAt(path);
  expect(await store.counts()).toEqual({ total: 3, success: 1, canceled: 2 });
  await store.close();
});

test('those that come while others are committed are the next transaction', async () => {
  await recordAt(path, [queued('a'), queued('b')]);
  const { commit, transactions } = createCommit();
  const others: Promise<unknown>[] = [];
  await commit(({ cancel }) => {
    for (const id of ['b', 'nowhere']) others.push(commit(later => later.cancel(id, undefined)));
    return cancel('a', undefined);
  });
  expect(await Promise.all(others)).toEqual([{ type: 'canceled' }, { type: 'not-found' }]);
  expect(transactions).toHaveLength(2);
});

test('a cancel that fails is undone alone, with what it has written and counted', async () => {
  await recordAt(path, [queued('a'), queued('b'), queued('c')]);
  const { commit } = createCommit();
  const failed = new Error('in the middle');
  const asked = ['a', 'b', 'c'].map(id =>
    commit(({ cancel }) => {
      const answer = cancel(id, undefined);
      if (id === 'b') throw failed;
      return answer;
    }),
  );
  expect(await Promise.allSettled(asked)).toEqual([
    { status: 'fulfilled', value: { type: 'canceled' } },
    { status: 'rejected', reason: failed },
    { status: 'fulfilled', value: { type: 'canceled' } },
  ]);
  expect(statuses()).toEqual(['a canceled', 'b queued', 'c canceled']);
  const store = await openStoreAt(path);
  expect(await store.counts()).toEqual({ total: 3, queued: 1, canceled: 2 });
  await store.close();
});

test('where SQLite gives the transaction up, as on a full disk, none is told as canceled', async () => {
  await recordAt(path, [queued('a'), queued('b'), queued('c')]);
  const { commit } = createCommit();
  const full = Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
  const asked = ['a', 'b', 'c'].map(id =>
    commit(({ db, cancel }) => {
      const answer = cancel(id, undefined);
      if (id !== 'b') return answer;
      db.exec('ROLLBACK');
      throw full;
    }),
  );
  const settled = await Promise.allSettled(asked);
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(statuses()).toEqual(['a queued', 'b queued', 'c queued']);
});

test('starts that wait at the same time are one transaction, and the same id starts once', async () => {
  const program = await openRunWriter({ path });
  program.starts?.listen({ room: () => new Map([['signup', 0]]), claimed: () => {} });
  program.write([runCreated('done')]);
  await program.flush();
  await expect.poll(() => query(path, 'SELECT * FROM offers').length).toBe(1);
  const { commit, transactions } = createCommit();
  const asked = [
    { workflow: 'signup', id: 'one' },
    { workflow: 'nightly', id: 'two' },
    { workflow: 'signup', id: 'one' },
    { workflow: 'signup', id: 'three', retryOf: 'done' },
  ].map(request => commit(({ start }) => start(request)));
  expect(await Promise.all(asked)).toEqual([
    { type: 'started', id: 'one' },
    { type: 'not-offered', offered: ['signup'] },
    { type: 'started', id: 'one', already: {} },
    { type: 'started', id: 'three' },
  ]);
  expect(transactions).toHaveLength(1);
  expect(statuses()).toEqual(['done success', 'one queued', 'three queued']);
  await program.close();
});
