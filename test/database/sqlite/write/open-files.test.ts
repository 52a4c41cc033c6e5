import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openServerWriter } from '../../../../src/database/sqlite/serve/server-writer.ts';
import { openRecordingConnection } from '../../../../src/database/sqlite/write/recording-connection.ts';
import { runCreated } from '../../../contract/sample-events.ts';
import { recordAt, type TempFolder, tempFolder } from '../temp-store.ts';

let folder: TempFolder;
let path: string;
beforeEach(async () => {
  folder = tempFolder();
  path = folder.file('runs.db');
  await recordAt(path, [runCreated('r')]);
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  folder.remove();
});

/** The databases that were about to be used when the statement failed. */
function failAt(statement: string): readonly Database.Database[] {
  const failed: Database.Database[] = [];
  const prepare = Database.prototype.prepare;
  vi.spyOn(Database.prototype, 'prepare').mockImplementation(function (this: Database.Database, sql: string) {
    if (!sql.includes(statement)) return prepare.call(this, sql);
    failed.push(this);
    throw new Error('disk I/O error');
  });
  return failed;
}

it.each([
  ['a recorder', 'unindexed_logs', () => openRecordingConnection({ path }, () => {})],
  ['a server', 'unindexed_logs', () => openServerWriter(path)],
  ['a server', 'UPDATE tokens', () => openServerWriter(path)],
])('%s that fails at %s when it opens a store leaves it closed, and no timer', (_, statement, open) => {
  const failed = failAt(statement);
  expect(open).toThrow('disk I/O error');
  expect(failed.map(db => db.open)).toEqual([false]);
  expect(vi.getTimerCount()).toBe(0);
});
