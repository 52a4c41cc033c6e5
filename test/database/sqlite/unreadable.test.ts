import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ListOptions } from '../../../src/contract/lists/run-page.ts';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { Change, RunStore } from '../../../src/contract/run-store.ts';
import { openRunWriter } from '../../../src/database/sqlite/write/open-run-writer.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { waitFor } from '../../contract/reading.ts';
import { runCreated, sampleEvents, sampleNow } from '../../contract/sample-events.ts';
import { damageTable, openStoreAt, recordAt, rewrite, type TempFolder, tempFolder } from './temp-store.ts';

const many = Array.from({ length: 2_000 }, (_, n) => runCreated(`run_${n}`, { createdAt: n, input: '"x"' }));
/** The command line of SQLite, which a machine need not have. */
const hasSqlite = spawnSync('sqlite3', ['--version']).status === 0;
const first: ListOptions = { sort: newestFirst, limit: 50, now: sampleNow };

describe('a store that cannot be read', () => {
  let folder: TempFolder;
  let path: string;
  const opened: RunStore[] = [];
  beforeEach(() => {
    folder = tempFolder();
    path = folder.file('runs.db');
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
    folder.remove();
  });
  const open = async () => {
    const store = await openStoreAt(path);
    opened.push(store);
    return store;
  };
  const expectWords = async (asked: Promise<unknown>, kind: string, words: RegExp) => {
    const error = await asked.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof InspectorError)) throw new Error(`no expected failure: ${String(error)}`);
    expect(error.kind).toBe(kind);
    expect(error.message).toContain(path);
    expect(error.message).toMatch(words);
    expect(error.hint).toBeTruthy();
  };

  it('is missing', () => expectWords(open(), 'not-found', /does not exist/));

  it('is a folder', async () => {
    mkdirSync(path);
    await expectWords(open(), 'unreadable', /is a folder/);
  });

  it('is garbage', async () => {
    writeFileSync(path, 'not a database at all, but long enough to have a header'.repeat(40));
    await expectWords(open(), 'unreadable', /not a store of runs/);
    await expectWords(openRunWriter({ path }), 'unreadable', /not a store of runs/);
    expect(readFileSync(path, 'utf8')).toMatch(/^not a database/);
  });

  it('is empty', async () => {
    writeFileSync(path, '');
    await expectWords(open(), 'unreadable', /is empty/);
  });

  it('belongs to another program, which a recorder leaves alone too', async () => {
    const db = new Database(path);
    db.exec('CREATE TABLE theirs (x)');
    db.close();
    const before = readFileSync(path);
    await expectWords(open(), 'unreadable', /not a store of runs/);
    await expectWords(openRunWriter({ path }), 'unreadable', /not a store of runs/);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('was made by a newer version, which a recorder leaves alone too', async () => {
    await recordAt(path, sampleEvents);
    rewrite(path, 'PRAGMA user_version = 99');
    const words = /made by a newer runlens \(schema 99, this one reads up to 1\)/;
    await expectWords(open(), 'unreadable', words);
    await expectWords(openRunWriter({ path }), 'unreadable', words);
  });

  it('was cut short', async () => {
    await recordAt(path, many);
    truncateSync(path, Math.floor(readFileSync(path).length / 8_192) * 4_096);
    await expectWords(open(), 'unreadable', /damaged or cut short/);
    await expectWords(openRunWriter({ path }), 'unreadable', /damaged or cut short/);
  });

  it('is damaged in places, and shows what can still be read', async () => {
    await recordAt(path, many);
    damageTable(path, 'inputs');
    const store = await open();
    expect((await store.listRuns(emptyQuery, first)).runs.length).toBe(50);
    await expectWords(store.getRun('run_1'), 'unreadable', /damaged or cut short/);
    await expectWords(store.listRuns(parseQuery('-input.a:1'), first), 'unreadable', /damaged or cut short/);
  });

  it.skipIf(!hasSqlite)('is read again after the recovery that its message describes', async () => {
    await recordAt(path, many);
    damageTable(path, 'inputs');
    const store = await open();
    const error = await store.getRun('run_1').catch((reason: unknown) => reason);
    const hint = error instanceof InspectorError ? error.hint : undefined;
    const command = hint?.replace(/^.*try: /, '') ?? '';
    execFileSync('sh', ['-c', command], { cwd: dirname(path) });
    const recovered = await openStoreAt(folder.file('recovered.db'));
    opened.push(recovered);
    expect((await recovered.listRuns(emptyQuery, first)).runs.length).toBe(50);
  });

  it('is locked by another program', async () => {
    await recordAt(path, sampleEvents);
    const holder = new Database(path);
    holder.pragma('locking_mode = EXCLUSIVE');
    holder.exec('BEGIN EXCLUSIVE');
    await expectWords(open(), 'conflict', /locked by another program/);
    holder.close();
    expect((await (await open()).listRuns(emptyQuery, first)).runs.length).toBe(10);
  });

  it('vanishes while it is open, and is shown again when it is back', async () => {
    await recordAt(path, sampleEvents);
    const store = await open();
    const changes: Change[] = [];
    const watching = new AbortController();
    const watched = (async () => {
      for await (const change of store.changes(watching.signal)) changes.push(change);
    })();
    await store.listRuns(emptyQuery, first);
    const aside = folder.file('aside.db');
    renameSync(path, aside);
    await waitFor(() => changes.length > 0);
    expect(changes).toEqual([{ type: 'error', error: expect.objectContaining({ kind: 'not-found' }) }]);
    await expectWords(store.listRuns(emptyQuery, first), 'not-found', /does not exist/);
    renameSync(aside, path);
    await waitFor(() => changes.length > 1);
    expect(changes[1]).toEqual({ type: 'changed' });
    expect((await store.listRuns(emptyQuery, first)).runs.length).toBe(10);
    expect((await store.listRuns(parseQuery('input.email:*'), first)).runs.length).toBe(2);
    watching.abort();
    await watched;
  });

  it('is replaced by another while it is open', async () => {
    await recordAt(path, sampleEvents);
    const store = await open();
    await store.listRuns(parseQuery('input.email:*'), first);
    const other = folder.file('other.db');
    await recordAt(other, [runCreated('only')]);
    for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true });
    copyFileSync(other, folder.file('copy.db'));
    renameSync(folder.file('copy.db'), path);
    expect((await store.listRuns(emptyQuery, first)).runs).toMatchObject([{ id: 'only' }]);
    expect((await store.listRuns(parseQuery('-input.email:*'), first)).runs).toMatchObject([{ id: 'only' }]);
  });

  it('is given a cursor of another store', async () => {
    await recordAt(path, sampleEvents);
    const store = await open();
    for (const cursor of ['', '!', 'bm9wZQ', 'WzEsMl0']) {
      await expect(store.listRuns(emptyQuery, { ...first, cursor })).rejects.toMatchObject({ kind: 'usage' });
      await expect(store.getTrace('run_ada', { cursor })).rejects.toMatchObject({ kind: 'usage' });
    }
  });
});
