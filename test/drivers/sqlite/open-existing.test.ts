import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { openReadOnly } from '../../../src/drivers/sqlite/open-existing.ts';
import { findSqliteError } from '../../../src/drivers/sqlite/sqlite-error.ts';

function folderWith(write: (path: string) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'runlens-foreign-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'engine.sqlite');
  write(path);
  return path;
}

function makeDatabase(path: string): void {
  const db = new Database(path);
  db.exec('CREATE TABLE job (id TEXT); INSERT INTO job VALUES (1)');
  db.close();
}

test("reads an engine's file and cannot write to it", () => {
  const db = openReadOnly(folderWith(makeDatabase), 100);
  onTestFinished(() => void db.close());
  expect(db.prepare('SELECT id FROM job').all()).toEqual([{ id: '1' }]);
  expect(() => db.exec('DELETE FROM job')).toThrow(expect.objectContaining({ code: 'SQLITE_READONLY' }));
});

test.each([
  ['is missing', () => {}, { kind: 'not-found', message: expect.stringContaining('does not exist') }],
  [
    'is no database',
    (path: string) => writeFileSync(path, 'not a database, but longer than one hundred bytes'.repeat(9)),
    { kind: 'unreadable', message: expect.stringContaining('is not a file of SQLite') },
  ],
])('a file that %s is refused', (_, write, error) => {
  expect(() => openReadOnly(folderWith(write), 100)).toThrow(expect.objectContaining(error));
});

test('what the engine says of an error comes first', () => {
  const row = { code: /^ENOENT/, kind: 'not-found', message: '{} is no project', hint: 'start it' } as const;
  expect(findSqliteError('ENOENT', '/nowhere/x.db', undefined, [row])).toEqual(
    expect.objectContaining({ message: '/nowhere/x.db is no project', hint: 'start it' }),
  );
});
