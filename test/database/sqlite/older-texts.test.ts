import { afterEach, beforeEach, expect, test } from 'vitest';
import { schemaVersion } from '../../../src/database/sqlite/sqlite-schema.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { idsOf, listAll } from '../../contract/reading.ts';
import { runCreated } from '../../contract/sample-events.ts';
import {
  openStoreAt,
  query,
  recordAt,
  rewrite,
  type TempFolder,
  tempFolder,
  withoutFailures,
} from './temp-store.ts';

let folder: TempFolder;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

async function found(path: string, filter: string): Promise<readonly string[]> {
  const store = await openStoreAt(path);
  const ids = idsOf(await listAll(store, parseQuery(filter)));
  await store.close();
  return ids;
}

const makeOlder = `${withoutFailures}; ALTER TABLE runs DROP COLUMN paused_at; ALTER TABLE runs DROP COLUMN paused_ms; DROP TABLE removed;
  PRAGMA user_version = 3`;

test('a screen that is open while a recorder upgrades the store shows the pauses that are recorded then', async () => {
  const path = folder.file('runs.db');
  await recordAt(path, [runCreated('before', { createdAt: 1 })]);
  rewrite(path, makeOlder);
  const store = await openStoreAt(path);
  const pauses = async (filter: string) =>
    (await listAll(store, parseQuery(filter))).map(({ id, pausedMs }) => [id, pausedMs]);
  expect(await pauses('')).toEqual([['before', undefined]]);
  expect(await pauses('before')).toEqual([['before', undefined]]);
  await recordAt(path, [runCreated('after', { createdAt: 2, pausedMs: 5 })]);
  expect(await pauses('')).toEqual([
    ['after', 5],
    ['before', undefined],
  ]);
  expect(await pauses('after')).toEqual([['after', 5]]);
  await store.close();
});

test('bare words find messages and actors in a store of an older version, read as it is and converted', async () => {
  const path = folder.file('runs.db');
  const message = JSON.stringify({ id: 'm', role: 'user', content: 'where is my parcel' });
  await recordAt(path, [
    runCreated('said', { kind: 'agent', createdAt: 1, actor: 'Margaret' }),
    { type: 'message-put', runId: 'said', id: 'm', message },
    runCreated('silent', { createdAt: 2 }),
  ]);
  const older = "UPDATE dictionary SET field = 'actor!', value = '!' WHERE field = 'actor'";
  rewrite(path, `DELETE FROM words; ${older}; ${makeOlder}`);
  expect(await found(path, 'parcel')).toEqual(['said']);
  expect(await found(path, 'argare')).toEqual(['said']);
  expect(await found(path, '-parcel')).toEqual(['silent']);
  expect(query(path, 'PRAGMA user_version')).toEqual([{ user_version: 3 }]);

  await recordAt(path, []);
  expect(query(path, 'PRAGMA user_version')).toEqual([{ user_version: schemaVersion }]);
  expect(query(path, 'SELECT * FROM unindexed')).toEqual([]);
  expect(await found(path, 'parcel')).toEqual(['said']);
  expect(await found(path, 'argare')).toEqual(['said']);
  expect(await found(path, 'zyzzy')).toEqual([]);
});
