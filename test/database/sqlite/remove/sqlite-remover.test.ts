import { spawn } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { openSqliteRemover } from '../../../../src/database/sqlite/remove/open-sqlite-remover.ts';
import { openRunWriter } from '../../../../src/database/sqlite/write/open-run-writer.ts';
import { runCreated, sampleNow } from '../../../contract/sample-events.ts';
import { canMount, fill, mountSmallDisk } from '../../../small-disk.ts';
import { trials } from '../../../trials.ts';
import { lockStore, openStoreAt, query, recordAt, rewrite, tempFolder } from '../temp-store.ts';

const parts = ['inputs', 'outputs', 'details', 'steps', 'spans', 'logs', 'messages'];
const large = JSON.stringify('x'.repeat(20_000));

function makePath(): string {
  const folder = tempFolder();
  onTestFinished(folder.remove);
  return folder.file('runs.db');
}

function openRemover(path: string) {
  const remover = openSqliteRemover(path);
  onTestFinished(() => remover.close());
  return remover;
}

const idsOf = (count: number) => Array.from({ length: count }, (_, at) => `run_${at}`);

function manyRuns(count: number) {
  return idsOf(count).flatMap(id => [
    runCreated(id, { input: large, status: 'failed' }),
    { type: 'log-added', runId: id, at: 1, level: 'info', message: `charging the card of ${id}` } as const,
  ]);
}

function spansOf(runId: string, count: number) {
  return Array.from({ length: count }, (_, at) => ({
    ...({ type: 'span-put', runId, name: 's', kind: 'k', status: 'ok' } as const),
    id: `span_${at}`,
    startAt: at,
  }));
}

/** What must hold of any store: counters, indexes and parts agree with the runs. */
function expectWhole(path: string): void {
  const runs = query<{ n: number }>(path, 'SELECT count(*) AS n FROM runs')[0]?.n;
  expect(query(path, 'SELECT coalesce(sum(n), 0) AS n FROM counts')).toEqual([{ n: runs }]);
  expect(query(path, 'SELECT coalesce(sum(n), 0) AS n FROM totals')).toEqual([{ n: runs }]);
  for (const table of parts) {
    const column = ['inputs', 'outputs', 'details'].includes(table) ? 'key' : 'run';
    const orphans = `SELECT count(*) AS n FROM ${table} WHERE ${column} NOT IN
      (SELECT key FROM runs UNION SELECT key FROM removed)`;
    expect(query(path, orphans), table).toEqual([{ n: 0 }]);
  }
  expect(query(path, 'SELECT id FROM texts_docsize WHERE id NOT IN (SELECT key FROM runs)')).toEqual([]);
  const keysWithLogs = 'SELECT rowid FROM log_texts WHERE rowid / 1024 NOT IN (SELECT key FROM runs)';
  expect(query(path, keysWithLogs)).toEqual([]);
  const db = new Database(path);
  db.exec("INSERT INTO texts(texts) VALUES ('integrity-check')");
  db.exec("INSERT INTO words(words) VALUES ('integrity-check')");
  db.exec("INSERT INTO log_texts(log_texts) VALUES ('integrity-check')");
  expect(db.pragma('quick_check', { simple: true })).toBe('ok');
  db.close();
}

test('a store shrinks by what was removed from it', async () => {
  const path = makePath();
  await recordAt(path, manyRuns(400));
  const before = statSync(path).size;
  const remover = openRemover(path);
  expect(await remover.bytesOf(idsOf(400))).toBeGreaterThan(400 * 20_000);
  expect(await remover.remove(idsOf(400), sampleNow)).toHaveLength(400);
  await remover.giveBack('all');
  expect(await remover.size()).toMatchObject({ freeBytes: 0 });
  await remover.close();
  expect(statSync(path).size).toBeLessThan(before / 4);
  expectWhole(path);
});

test('a run with very many spans disappears at once, and its parts follow', async () => {
  const path = makePath();
  await recordAt(path, [runCreated('large'), ...spansOf('large', 20_000), runCreated('small')]);
  const remover = openRemover(path);
  expect(await remover.remove(['large'], sampleNow)).toEqual(['large']);
  expect(query(path, 'SELECT count(*) AS n FROM spans')).toEqual([{ n: 0 }]);
  expect(query(path, 'SELECT * FROM removed')).toEqual([]);
  expectWhole(path);
});

test('parts that an interruption left are erased by the next call, and no run gets their key', async () => {
  const path = makePath();
  await recordAt(path, [runCreated('large'), ...spansOf('large', 500)]);
  const db = new Database(path);
  const { key } = db.prepare<[], { key: number }>('SELECT key FROM runs').get() ?? { key: 0 };
  db.exec(`DELETE FROM runs; DELETE FROM counts; DELETE FROM totals; DELETE FROM texts; DELETE FROM words;
    INSERT INTO removed VALUES (${key})`);
  db.close();
  await recordAt(path, [runCreated('next')]);
  expect(query<{ key: number }>(path, 'SELECT key FROM runs')).toEqual([{ key: key + 1 }]);
  const store = await openStoreAt(path);
  expect((await store.getTrace('next'))?.spanTotal).toBe(0);
  await store.close();
  await openRemover(path).giveBack('all');
  expect(query(path, 'SELECT count(*) AS n FROM spans')).toEqual([{ n: 0 }]);
  expectWhole(path);
});

test('a removal that is killed leaves a whole store, and the next one finishes it', async () => {
  const path = makePath();
  const count = trials(3_000, 1_200);
  await recordAt(path, [...manyRuns(count), ...spansOf('run_5', 5_000)], 'none');
  const script = fileURLToPath(new URL('./removing-child.ts', import.meta.url));
  const child = spawn(process.execPath, [script, path, String(count), String(sampleNow)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise(resolve => child.once('exit', resolve));
  await new Promise(resolve => child.stdout.once('data', resolve));
  child.kill('SIGKILL');
  await ended;
  expectWhole(path);
  const left = query<{ n: number }>(path, 'SELECT count(*) AS n FROM runs')[0]?.n ?? 0;
  expect(left).toBeLessThan(count);
  const remover = openRemover(path);
  expect(await remover.remove(idsOf(count), sampleNow)).toHaveLength(left);
  await remover.giveBack('all');
  expectWhole(path);
});

test('a recorder loses nothing while runs are removed beside it', async () => {
  const path = makePath();
  await recordAt(path, manyRuns(1_000));
  const writer = await openRunWriter({ path });
  const remover = openRemover(path);
  const removal = remover.remove(idsOf(1_000), sampleNow);
  for (let at = 0; at < 200; at += 1) {
    writer.write([runCreated(`new_${at}`)]);
    await writer.flush();
  }
  expect(await removal).toHaveLength(1_000);
  await writer.close();
  expect(query(path, 'SELECT count(*) AS n FROM runs')).toEqual([{ n: 200 }]);
  expectWhole(path);
});

/** Locks the store between two slices, once some runs are gone: the removal cannot end meanwhile. */
async function lockOnceLess(path: string, runs: number): Promise<ReturnType<typeof lockStore>> {
  for (;;) {
    const lock = lockStore(path);
    const left = query<{ n: number }>(path, 'SELECT count(*) AS n FROM runs')[0]?.n ?? 0;
    if (left < runs) return lock;
    lock.release();
    await nextTurn();
  }
}

test('an interrupted removal stops between two slices', async () => {
  const path = makePath();
  await recordAt(path, manyRuns(2_000), 'none');
  const ending = new AbortController();
  const removal = openRemover(path).remove(idsOf(2_000), sampleNow, ending.signal);
  const lock = await lockOnceLess(path, 2_000);
  ending.abort(new Error('enough'));
  lock.release();
  await expect(removal).rejects.toThrow('enough');
  expectWhole(path);
});

test('a store that another program has made anew keeps its size, and shrinks once it is rewritten', async () => {
  const path = makePath();
  await recordAt(path, []);
  rewrite(path, 'PRAGMA journal_mode = DELETE; PRAGMA auto_vacuum = NONE; VACUUM');
  await recordAt(path, manyRuns(300));
  const before = statSync(path).size;
  const remover = openRemover(path);
  await remover.remove(idsOf(290), sampleNow);
  await remover.giveBack('all');
  expect((await remover.size()).freeBytes).toBeGreaterThan(before / 2);
  const reader = new Database(path, { readonly: true });
  reader.prepare('SELECT count(*) FROM runs').get();
  await expect(remover.compact()).rejects.toThrow('another program has');
  reader.close();
  await remover.compact();
  await remover.close();
  expect(statSync(path).size).toBeLessThan(before / 3);
  expect(query(path, 'PRAGMA auto_vacuum')).toEqual([{ auto_vacuum: 2 }]);
  expect(query(path, 'PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
  expect(query(path, 'SELECT count(*) AS n FROM runs')).toEqual([{ n: 10 }]);
  expectWhole(path);
});

test('a store that another program locks is waited for', async () => {
  const path = makePath();
  await recordAt(path, manyRuns(3));
  const lock = lockStore(path);
  const removal = openRemover(path).remove(idsOf(3), sampleNow);
  await new Promise(resolve => setTimeout(resolve, 200));
  lock.release();
  expect(await removal).toHaveLength(3);
});

test('a store with runs of a process that is gone is waited for, too', async () => {
  const path = makePath();
  await recordAt(path, [runCreated('lost', { status: 'running', finishedAt: undefined })]);
  loseRuns(path);
  const lock = lockStore(path);
  const removal = openRemover(path).remove(['lost'], sampleNow);
  await new Promise(resolve => setTimeout(resolve, 400));
  lock.release();
  expect(await removal).toEqual(['lost']);
});

/** Lets the runs belong to a process that was last seen a second before. */
function loseRuns(path: string): void {
  const db = new Database(path);
  db.prepare("INSERT INTO owners VALUES (7, 4194305, '1', 'elsewhere', ?, NULL)").run(sampleNow - 1_000);
  db.exec('UPDATE runs SET owner = 7');
  db.close();
}

test('runs of a process that is gone are removed by the time it was last seen', async () => {
  const path = makePath();
  await recordAt(path, [runCreated('lost', { status: 'running', finishedAt: undefined })]);
  loseRuns(path);
  const remover = openRemover(path);
  expect(await remover.remove(['lost'], sampleNow - 2_000)).toEqual([]);
  expect(await remover.remove(['lost'], sampleNow)).toEqual(['lost']);
  expectWhole(path);
});

test.skipIf(!canMount())('a full disk leaves a whole store, and with room the removal goes on', async () => {
  const path = join(mountSmallDisk(), 'runs.db');
  await recordAt(path, manyRuns(10));
  const makeRoom = fill(dirname(path), 4_096);
  const remover = openRemover(path);
  const failed = remover.remove(idsOf(10), sampleNow);
  await expect(failed).rejects.toMatchObject({
    message: expect.stringContaining('no room left on the disk'),
  });
  makeRoom();
  const left = query<{ id: string }>(path, 'SELECT id FROM runs').map(({ id }) => id);
  expectWhole(path);
  expect(await remover.remove(left, sampleNow)).toEqual(left);
  await remover.giveBack('all');
  expectWhole(path);
});

test('a store that is gone is not made anew', async () => {
  const path = makePath();
  await recordAt(path, manyRuns(1));
  rmSync(path);
  await expect(openRemover(path).remove(['run_0'], sampleNow)).rejects.toMatchObject({ kind: 'not-found' });
});
