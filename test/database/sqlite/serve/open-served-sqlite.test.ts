import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ServedStore } from '../../../../src/contract/served-store.ts';
import { openServedSqlite } from '../../../../src/database/sqlite/serve/open-served-sqlite.ts';
import { openRunWriter } from '../../../../src/database/sqlite/write/open-run-writer.ts';
import { runCreated } from '../../../contract/sample-events.ts';
import { orphan } from '../random-events.ts';
import { batchOf, openServedAt } from '../served-store.ts';
import {
  damageTable,
  lockStore,
  query,
  recordAt,
  type TempFolder,
  targetOf,
  tempFolder,
} from '../temp-store.ts';

let folder: TempFolder;
let path: string;
let served: ServedStore | undefined;
beforeEach(() => {
  folder = tempFolder();
  path = folder.file('runs.db');
});
afterEach(async () => {
  await served?.close();
  served = undefined;
  folder.remove();
});

async function open(): Promise<ServedStore> {
  served = await openServedAt(path);
  return served;
}

const never = new AbortController().signal;

describe('a file that a server opens', () => {
  it('is created when it is missing, in a folder of its own', async () => {
    path = join(folder.path, '.runlens', 'runs.db');
    const { store, check } = await open();
    await check(never);
    expect(await store.counts()).toEqual({ total: 0 });
    expect(existsSync(join(folder.path, '.runlens', '.gitignore'))).toBe(true);
  });

  it('is left alone when it is something else', async () => {
    mkdirSync(path);
    await expect(open()).rejects.toMatchObject({ kind: 'unreadable' });
  });

  it('is closed again when it is moved away while it is opened', async () => {
    await recordAt(path, [runCreated('r')]);
    const { exec } = Database.prototype;
    const opened = new Set<Database.Database>();
    const spy = vi.spyOn(Database.prototype, 'exec').mockImplementation(function (
      this: Database.Database,
      text,
    ) {
      if (opened.size === 0) renameSync(path, `${path}.away`);
      opened.add(this);
      return exec.call(this, text);
    });
    onTestFinished(() => spy.mockRestore());
    await expect(open()).rejects.toMatchObject({ kind: 'not-found' });
    expect([...opened].map(db => db.open)).toEqual([false]);
  });

  it('can be recorded into by other programs, which see what the server stored', async () => {
    const { store, intake } = await open();
    const writer = await openRunWriter({ path });
    writer.write([runCreated('local')]);
    await writer.flush();
    await intake.apply(batchOf(1, [runCreated('remote')]));
    await writer.close();
    expect(await store.counts()).toMatchObject({ total: 2 });
  });

  it('can be closed twice, and stores nothing afterwards', async () => {
    const { close, intake, tokens, check } = await open();
    await Promise.all([close(), close()]);
    await close();
    await expect(intake.apply(batchOf(1, [runCreated('r')]))).rejects.toMatchObject({ kind: 'unreachable' });
    await expect(tokens.list()).rejects.toThrow(/closed/);
    await expect(check(never)).rejects.toThrow(/closed/);
    expect(query(path, 'SELECT id FROM runs')).toEqual([]);
  });
});

describe('a check', () => {
  it('proves that writing is possible, without writing', async () => {
    const { check } = await open();
    await vi.waitFor(() =>
      expect(query(path, "SELECT 1 FROM meta WHERE name = 'served' AND value > 0")).toHaveLength(1),
    );
    const before = query(path, 'SELECT * FROM meta');
    await check(never);
    expect(query(path, 'SELECT * FROM meta')).toEqual(before);
  });

  it('rejects while another program holds the lock, and no longer', async () => {
    const { check } = await open();
    const lock = lockStore(path);
    await expect(check(never)).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringMatching(/locked/),
    });
    lock.release();
    await check(never);
  });

  it('ends with its signal', async () => {
    const { check } = await open();
    const lock = lockStore(path);
    await expect(check(AbortSignal.timeout(50))).rejects.toMatchObject({ name: 'TimeoutError' });
    lock.release();
  });

  it('rejects while the file is gone, so that nothing is written to a deleted file', async () => {
    const { check, intake } = await open();
    renameSync(path, `${path}.away`);
    await expect(check(never)).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringMatching(/does not exist/),
    });
    await expect(intake.apply(batchOf(1, [runCreated('r')]))).rejects.toMatchObject({ kind: 'unreachable' });
    renameSync(`${path}.away`, path);
    await check(never);
    await intake.apply(batchOf(1, [runCreated('r')]));
    expect(query(path, 'SELECT id FROM runs')).toEqual([{ id: 'r' }]);
  });
});

describe('lost runs that cannot be marked', () => {
  beforeEach(async () => {
    await recordAt(path, [runCreated('r', { status: 'running', finishedAt: undefined })]);
    orphan(path, ['r']);
    damageTable(path, 'details');
  });

  it('are reported by a server, instead of staying active silently', async () => {
    const reports: unknown[] = [];
    served = await openServedSqlite({ path, target: targetOf(path), report: error => reports.push(error) });
    await expect.poll(() => reports).toMatchObject([{ message: expect.stringContaining('damaged') }]);
    expect(reports).toHaveLength(1);
  });

  it('are reported by a recorder, which records all the same', async () => {
    const reports: unknown[] = [];
    const writer = await openRunWriter({ path, onError: error => reports.push(error), indexing: 'none' });
    writer.write([runCreated('new')]);
    await writer.close();
    expect(reports).toMatchObject([{ message: expect.stringContaining('damaged') }]);
    expect(query(path, "SELECT status FROM runs WHERE id = 'new'")).toEqual([{ status: 'success' }]);
  });
});
