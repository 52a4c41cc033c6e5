import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createProcessOwner } from '../../../../src/database/sqlite/changes/process-owner.ts';
import { runCreated } from '../../../contract/sample-events.ts';
import { recordAt, rewrite, type TempFolder, tempFolder } from '../temp-store.ts';

let folder: TempFolder;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

it('reads cancel requests again when reading them failed', async () => {
  const path = folder.file('runs.db');
  await recordAt(path, [runCreated('r', { status: 'running', finishedAt: undefined })]);
  const db = new Database(path);
  const prepare = db.prepare.bind(db);
  let failures = 1;
  vi.spyOn(db, 'prepare').mockImplementation(sql => {
    const statement = prepare(sql);
    const all = statement.all.bind(statement);
    statement.all = (...params) => {
      if (failures-- > 0) throw new Error('locked');
      return all(...params);
    };
    return statement;
  });
  const ownership = createProcessOwner(db);
  const owner = ownership.claim();
  rewrite(path, `UPDATE runs SET owner = ${owner}, cancel_requested_at = 1`);
  expect(() => ownership.takeCancelRequests()).toThrow('locked');
  expect(ownership.takeCancelRequests()).toEqual(['r']);
  db.close();
});
