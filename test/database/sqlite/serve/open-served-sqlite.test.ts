import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newestFirst } from '../../../../src/contract/lists/sort.ts';
import type { RunEvent } from '../../../../src/contract/run-events.ts';
import type { RunStore } from '../../../../src/contract/run-store.ts';
import type { ServedStore } from '../../../../src/contract/served-store.ts';
import { openServedSqlite } from '../../../../src/database/sqlite/serve/open-served-sqlite.ts';
import { schemaVersion } from '../../../../src/database/sqlite/sqlite-schema.ts';
import { openRunWriter } from '../../../../src/database/sqlite/write/open-run-writer.ts';
import { emptyQuery } from '../../../../src/model/query/query.ts';
import { runCreated, sampleEvents } from '../../../contract/sample-events.ts';
import { orphan } from '../random-events.ts';
import { batchOf, openServedAt } from '../served-store.ts';
import {
  damageTable,
  lockStore,
  openStoreAt,
  query,
  recordAt,
  rewrite,
  type TempFolder,
  targetOf,
  tempFolder,
  withoutFailures,
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

const secondVersion = `
  CREATE TABLE now AS SELECT key, writer, 'unknown', (SELECT lost_status FROM runs WHERE runs.key = lost.key) FROM lost;
  DROP TABLE removed;
  DROP TABLE lost;
  CREATE TABLE lost (key INTEGER PRIMARY KEY, writer TEXT NOT NULL, status TEXT NOT NULL, status_raw TEXT);
  CREATE INDEX lost_writer ON lost(writer);
  INSERT INTO lost SELECT * FROM now;
  DROP TABLE now;
  ALTER TABLE runs DROP COLUMN lost_status;
  ${withoutFailures};
  ALTER TABLE runs DROP COLUMN paused_ms;
  ALTER TABLE runs DROP COLUMN paused_at;
  UPDATE owners SET process_start = writer WHERE writer IS NOT NULL;
  ALTER TABLE owners DROP COLUMN writer;
  PRAGMA user_version = 2`;

describe('a store of the first version', () => {
  const firstVersion = `${secondVersion};
    DROP TABLE writers; DROP TABLE lost; DROP TABLE tokens; DELETE FROM meta WHERE name = 'served';
    PRAGMA user_version = 1`;

  beforeEach(async () => {
    await recordAt(path, sampleEvents);
    rewrite(path, firstVersion);
  });

  it('can be read, filtered and canceled in without an upgrade', async () => {
    const store = await openStoreAt(path);
    expect(await store.counts()).toMatchObject({ total: 10 });
    expect(await store.cancelRun('run_queued')).toEqual({ type: 'canceled' });
    await store.close();
    expect(query(path, 'PRAGMA user_version')).toEqual([{ user_version: 1 }]);
  });

  it('is brought up to date by a server, and keeps what it held', async () => {
    const { store, intake } = await open();
    expect(query(path, 'PRAGMA user_version')).toEqual([{ user_version: schemaVersion }]);
    await intake.apply(batchOf(1, [runCreated('new')]));
    expect(await store.counts()).toMatchObject({ total: 11 });
    expect(await store.getRun('run_lost_mail')).toMatchObject({ status: 'failed' });
  });

  it('is brought up to date by a recorder while it is open for reading', async () => {
    const store = await openStoreAt(path);
    await recordAt(path, [runCreated('new')]);
    expect(query(path, 'PRAGMA user_version')).toEqual([{ user_version: schemaVersion }]);
    expect(await store.counts()).toMatchObject({ total: 11 });
    await store.close();
  });
});

describe('a store of the second version', () => {
  const active = { finishedAt: undefined, startedAt: 5 };

  /** One run marked as lost, one of a writer that is silent, and one that failed with an error of its own. */
  beforeEach(async () => {
    const record = async (writer: string, event: RunEvent) => {
      const { intake, close } = await openServedAt(path);
      await intake.apply(batchOf(1, [event], { writer }));
      await close();
    };
    await record('w1', runCreated('lost', { ...active, status: 'Paused' }));
    const silence = 'UPDATE owners SET heartbeat_at = 1; UPDATE meta SET value = 1';
    rewrite(path, `${silence} WHERE name = 'served'`);
    await recordAt(path, [
      runCreated('failed', { status: 'failed', error: { value: '{}', name: 'ProcessLost', message: 'no' } }),
    ]);
    await record('w2', runCreated('silent', { ...active, status: 'running' }));
    rewrite(path, `${silence} WHERE name = 'served'; ${secondVersion}`);
  });

  async function isLostBy(store: RunStore): Promise<readonly unknown[]> {
    const { runs } = await store.listRuns(emptyQuery, { sort: newestFirst, limit: 9, now: 0 });
    return runs.map(({ id, isLost }) => [id, isLost]).sort();
  }
  const lost = [
    ['failed', undefined],
    ['lost', true],
    ['silent', true],
  ];

  it('can be read without an upgrade, its lost runs too', async () => {
    const store = await openStoreAt(path);
    expect(await isLostBy(store)).toEqual(lost);
    expect((await store.getRun('lost'))?.isLost).toBe(true);
    expect(await store.getRun('silent')).toMatchObject({
      isLost: true,
      raw: { lastSeenAt: expect.any(String) },
    });
    expect((await store.getRun('failed'))?.isLost).toBeUndefined();
    await store.close();
    expect(query(path, 'PRAGMA user_version')).toEqual([{ user_version: 2 }]);
  });

  it('keeps its lost runs lost when it is brought up to date, until their writer is back', async () => {
    await recordAt(path, []);
    const local = await openStoreAt(path);
    expect(await isLostBy(local)).toEqual(lost);
    await local.close();
    const { store, intake } = await open();
    await intake.heartbeat(['w1', 'w2']);
    await expect
      .poll(() => isLostBy(store))
      .toEqual([
        ['failed', undefined],
        ['lost', undefined],
        ['silent', undefined],
      ]);
    expect(await store.getRun('lost')).toMatchObject({ status: 'unknown', statusRaw: 'Paused' });
  });

  it('leaves its active runs to their own writers, and others to nobody', async () => {
    const { store, intake } = await open();
    const end = (id: string, writer: string) =>
      intake.apply(batchOf(2, [{ type: 'run-changed', id, status: 'canceled' }], { writer }));
    for (const id of ['lost', 'silent', 'failed'])
      expect(await end(id, `other-${id}`)).toMatchObject({ isNew: true, foreign: [id] });
    expect(await end('lost', 'w1')).toMatchObject({ isNew: true, foreign: [] });
    expect(await end('silent', 'w2')).toMatchObject({ isNew: true, foreign: [] });
    for (const [id, status] of Object.entries({ lost: 'canceled', silent: 'canceled', failed: 'failed' }))
      expect(await store.getRun(id)).toMatchObject({ status });
  });
});
