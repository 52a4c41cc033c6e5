import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRecordable } from '../../../src/database/sqlite/open-database.ts';
import { waitFor } from '../../contract/reading.ts';
import { sampleEvents } from '../../contract/sample-events.ts';
import { startMigrating } from './child.ts';
import { openStoreAt, query, recordAt, rewrite, type TempFolder, tempFolder } from './temp-store.ts';

const secondVersion = [
  {
    to: 2,
    migrate: `
      ALTER TABLE runs ADD COLUMN env TEXT;
      UPDATE runs SET env = 'of ' || id;
      CREATE TABLE places (run INTEGER PRIMARY KEY, place TEXT NOT NULL);
      INSERT INTO places SELECT key, project FROM runs WHERE project IS NOT NULL;`,
  },
];

describe('a store that a second version of the schema migrates', () => {
  let folder: TempFolder;
  let path: string;
  beforeEach(async () => {
    folder = tempFolder();
    path = folder.file('runs.db');
    await recordAt(path, sampleEvents);
  });
  afterEach(() => folder.remove());

  const versionOf = () => query<{ user_version: number }>(path, 'PRAGMA user_version')[0]?.user_version;
  const countIn = (table: string) => query<{ n: number }>(path, `SELECT count(*) AS n FROM ${table}`)[0]?.n;

  it('keeps its runs, and gets what the version adds', () => {
    const tables = ['runs', 'inputs', 'steps', 'spans', 'logs', 'messages', 'counts', 'dictionary'];
    const before = tables.map(countIn);
    openRecordable(path, secondVersion).close();
    expect(versionOf()).toBe(2);
    expect(tables.map(countIn)).toEqual(before);
    expect(query(path, "SELECT env FROM runs WHERE id = 'run_queued'")).toEqual([{ env: 'of run_queued' }]);
    openRecordable(path, secondVersion).close();
    expect(versionOf()).toBe(2);
  });

  it('is migrated once, however many programs open it at the same time', async () => {
    const children = Array.from({ length: 4 }, () => startMigrating(path, secondVersion));
    await Promise.all(children.map(child => child.says('migrated')));
    await Promise.all(children.map(child => child.ended));
    expect(versionOf()).toBe(2);
    expect(query(path, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });

  it('is as it was where the program that migrates it is killed, and the next one migrates it', async () => {
    const endless = `${secondVersion[0]?.migrate}
      CREATE TABLE endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n`;
    const child = startMigrating(path, [{ to: 2, migrate: endless }]);
    await child.says('begins');
    await waitFor(() => isLocked(path));
    await child.kill();
    expect(versionOf()).toBe(1);
    const store = await openStoreAt(path);
    expect(await store.counts()).toMatchObject({ total: 10 });
    await store.close();
    openRecordable(path, secondVersion).close();
    expect(versionOf()).toBe(2);
    expect(query(path, 'PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });

  it('is refused by a program of the first version, which says what to do', async () => {
    openRecordable(path, secondVersion).close();
    const refused = {
      kind: 'unreadable',
      message: `${path} was made by a newer runlens (schema 2, this one reads up to 1)`,
      hint: 'upgrade runlens',
    };
    await expect(openStoreAt(path)).rejects.toMatchObject(refused);
    await expect(recordAt(path, [])).rejects.toMatchObject(refused);
  });

  it('is refused with a table that none of the versions makes', () => {
    openRecordable(path, secondVersion).close();
    rewrite(path, 'ALTER TABLE places ADD COLUMN x');
    expect(() => openRecordable(path, secondVersion)).toThrow('is not as runlens made it: the table places');
  });
});

/** Whether another program writes to the file. */
function isLocked(path: string): boolean {
  try {
    rewrite(path, 'PRAGMA busy_timeout = 0; BEGIN IMMEDIATE; ROLLBACK');
    return false;
  } catch {
    return true;
  }
}
