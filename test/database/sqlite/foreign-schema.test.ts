import { copyFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import { normalSql, schemaOf } from '../../../src/database/sqlite/require-own-schema.ts';
import { createTables } from '../../../src/database/sqlite/sqlite-schema.ts';
import { openRunWriter } from '../../../src/database/sqlite/write/open-run-writer.ts';
import { openSampleWriter } from '../../../src/database/sqlite/write/sample-writer.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { sampleEvents, sampleNow } from '../../contract/sample-events.ts';
import { oneIn } from '../../trials.ts';
import { openServedAt } from './served-store.ts';
import { openStoreAt, query, recordAt, rewrite, type TempFolder, tempFolder } from './temp-store.ts';

let folder: TempFolder;
let clean: string;
let path: string;
beforeAll(async () => {
  folder = tempFolder();
  clean = folder.file('clean.db');
  await recordAt(clean, sampleEvents);
});
afterAll(() => folder.remove());
beforeEach(() => {
  path = folder.file('runs.db');
  copyFileSync(clean, path);
});

const endless = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n';
const editSchema = (sql: string) => `PRAGMA writable_schema = ON; ${sql}; PRAGMA writable_schema = RESET`;
const inSchema = (table: string, before: string, after: string) =>
  editSchema(`UPDATE sqlite_schema SET sql = replace(sql, '${before}', '${after}') WHERE name = '${table}'`);

const additions: readonly (readonly [string, string, string])[] = [
  [
    'an endless view in place of a table',
    `DROP TABLE totals; CREATE VIEW totals AS ${endless.replace('SELECT i FROM n', "SELECT 'failed' AS status, i AS n FROM n")}`,
    'view totals',
  ],
  ['an endless view beside the tables', `CREATE VIEW mine AS ${endless}`, 'view mine'],
  [
    'a trigger that fills the disk on a cancel',
    `CREATE TRIGGER fill AFTER UPDATE ON runs BEGIN INSERT INTO inputs SELECT i + 1e9, zeroblob(1e6) FROM (${endless}); END`,
    'trigger fill',
  ],
  [
    'a trigger on a new token',
    'CREATE TRIGGER t AFTER INSERT ON tokens BEGIN DELETE FROM runs; END',
    'trigger t',
  ],
  ['a table of its own', 'CREATE TABLE notes (x)', 'table notes'],
  [
    'a table that follows ours by a foreign key',
    'CREATE TABLE f (k REFERENCES runs(key) ON UPDATE CASCADE)',
    'table f',
  ],
  ['a virtual table', 'CREATE VIRTUAL TABLE v USING rtree(id, a, b)', 'table v'],
  [
    'another text index under our name',
    'DROP TABLE words; CREATE VIRTUAL TABLE words USING fts5(text)',
    'table words',
  ],
  ['an index of an expression', 'CREATE INDEX e ON runs(hex(zeroblob(length(id))))', 'index e'],
  ['an index with a condition', "CREATE INDEX p ON runs(id) WHERE id LIKE '%x%'", 'index p'],
  [
    'an index of ours that calls a function',
    'DROP INDEX runs_kind; CREATE INDEX runs_kind ON runs(kind, hex(zeroblob(length(id))))',
    'index runs_kind',
  ],
  ['a generated column', 'ALTER TABLE runs ADD COLUMN g AS (hex(zeroblob(100000000)))', 'table runs'],
  ['a column with a default', "ALTER TABLE runs ADD COLUMN d TEXT DEFAULT 'x'", 'table runs'],
  [
    'a CHECK',
    inSchema('inputs', 'json TEXT', 'json TEXT CHECK (length(hex(zeroblob(100000000))) > 1)'),
    'table inputs',
  ],
  [
    'a default expression',
    inSchema('tokens', 'revoked_at INTEGER', 'revoked_at INTEGER DEFAULT (random())'),
    'table tokens',
  ],
  ['a collation', inSchema('meta', 'name TEXT', 'name TEXT COLLATE NOCASE'), 'table meta'],
  ['a name that clears the terminal', 'CREATE TABLE "\u001b[2Jx\u202e" (x)', 'table x'],
];

const cases = additions.map(([what, sql, named], at) => ({
  ...{ what, sql, named },
  // A server opens it by a thread: CI tries that for each.
  isServed: at % oneIn(1, 6) === 0,
}));

describe('a store with $what', () => {
  it.each(cases)(
    'is refused by whoever opens it, before any of it runs: $what',
    async ({ sql, named, isServed }) => {
      change(path, sql);
      const refused = { kind: 'unreadable', message: `${path} is not as runlens made it: the ${named}` };
      await expect(openStoreAt(path)).rejects.toMatchObject(refused);
      await expect(openRunWriter({ path })).rejects.toMatchObject(refused);
      if (isServed) await expect(openServedAt(path)).rejects.toMatchObject(refused);
    },
  );
});

/** In unsafe mode, as an attacker's own SQLite would. */
function change(file: string, sql: string): void {
  const db = new Database(file);
  db.unsafeMode(true);
  db.exec(sql);
  db.close();
}

describe('the schema that runlens makes', () => {
  it.each([
    ['today', []],
    ['a version to come', ['ALTER TABLE runs ADD COLUMN env TEXT', 'ALTER TABLE meta ADD COLUMN x REAL']],
  ])('is known word for word, in that of %s', (_, steps) => {
    const scripts = [createTables, ...steps];
    const db = new Database(':memory:');
    for (const statements of scripts) db.exec(statements);
    const made = db
      .prepare<[], { type: string; name: string; sql: string }>(
        'SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL',
      )
      .all();
    db.close();
    const found = new Map(made.map(({ type, name, sql }) => [`${type} ${name}`, normalSql(sql)]));
    expect([...found].sort()).toEqual([...schemaOf(scripts)].sort());
  });

  it('is also that of a sample, of a copy by VACUUM, and of a store with statistics', async () => {
    const sample = folder.file('sample.db');
    const writer = await openSampleWriter(sample);
    writer.write(sampleEvents);
    await writer.settle();
    await writer.close();
    rewrite(sample, 'ANALYZE');
    const copy = folder.file('copy.db');
    rewrite(path, `VACUUM INTO '${copy}'`);
    for (const file of [sample, copy]) {
      const store = await openStoreAt(file);
      const { runs } = await store.listRuns(emptyQuery, { sort: newestFirst, limit: 50, now: sampleNow });
      expect(runs).toHaveLength(10);
      await store.close();
    }
    expect(query(sample, 'SELECT count(*) > 0 AS n FROM sqlite_stat1')).toEqual([{ n: 1 }]);
  });

  it('may have the rows beside it that a recovery could not place', async () => {
    rewrite(
      path,
      'CREATE TABLE lost_and_found(rootpgno INTEGER, pgno INTEGER, nfield INTEGER, id INTEGER, c0, c1)',
    );
    await (await openStoreAt(path)).close();
  });

  it('is damaged without one of its tables', async () => {
    rewrite(path, 'DROP TABLE counts');
    await expect(openStoreAt(path)).rejects.toMatchObject({ message: expect.stringContaining('is damaged') });
  });
});
