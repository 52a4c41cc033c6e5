import { readdirSync, readlinkSync, renameSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCreated } from '../../contract/sample-events.ts';
import { openStoreAt, recordAt, type TempFolder, tempFolder } from './temp-store.ts';

let folder: TempFolder;
let path: string;
beforeEach(async () => {
  folder = tempFolder();
  path = folder.file('runs.db');
  await recordAt(path, [runCreated('r')]);
});
afterEach(() => folder.remove());

/** Another store takes the place of the one at `path`, and is held by somebody for himself. */
async function replaceByLocked(): Promise<Database.Database> {
  const other = folder.file('other.db');
  await recordAt(other, [runCreated('r')]);
  const holder = new Database(other);
  holder.pragma('locking_mode = EXCLUSIVE');
  holder.exec('BEGIN EXCLUSIVE');
  renameSync(other, path);
  return holder;
}

it('stops waiting for a lock when it is closed, and opens nothing afterwards', async () => {
  const store = await openStoreAt(path);
  const holder = await replaceByLocked();
  const asked = expect(store.getRun('r')).rejects.toMatchObject({ message: `${path} was closed` });
  await store.close();
  holder.close();
  await asked;
  if (process.platform !== 'linux') return;
  const open = readdirSync('/proc/self/fd').map(fd => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
  expect(open.filter(file => file.startsWith(path))).toEqual([]);
});

it('stops waiting for a lock when its signal aborts', async () => {
  const store = await openStoreAt(path);
  const holder = await replaceByLocked();
  const giving = new AbortController();
  const reason = new Error('enough');
  const asked = expect(store.getRun('r', { signal: giving.signal })).rejects.toBe(reason);
  giving.abort(reason);
  holder.close();
  await asked;
  await store.close();
});
