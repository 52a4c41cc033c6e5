import type { Database } from 'better-sqlite3';
import { InspectorError } from '../../model/errors.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { expectedSchema, normalSql } from './expected-schema.ts';
import { toStoreError } from './sqlite-error.ts';

type SchemaRow = {
  readonly type: string;
  readonly name: string;
  readonly owner: string;
  readonly sql: unknown;
};

/** What SQLite's own tools add to a store: statistics, and the rows that a recovery could not place. */
const harmless = [
  /^CREATE TABLE sqlite_stat[14]\([a-z,]+\)$/,
  /^CREATE TABLE "?lost_and_found(_\d+)?"?\(rootpgno INTEGER,pgno INTEGER,nfield INTEGER,id INTEGER(,"?c\d+"?)*\)$/,
];

/**
 * Views, triggers, generated columns and the like run when a store is read or written. Throws an
 * `InspectorError` for a store with anything that runlens did not make, before any of it runs.
 */
export function requireOwnSchema(db: Database, path: string, version: number): void {
  const expected = expectedSchema(version);
  const found = new Set<string>();
  for (const row of db
    .prepare<[], SchemaRow>('SELECT type, name, tbl_name AS owner, sql FROM sqlite_schema')
    .all()) {
    const key = `${row.type} ${row.name}`;
    const isOwn = typeof row.sql === 'string' && expected.get(key) === normalSql(row.sql);
    if (!isOwn && !isHarmless(row, expected)) throw foreignPart(path, key);
    found.add(key);
  }
  const missing = [...expected.keys()].find(key => !found.has(key));
  if (missing !== undefined) throw toStoreError(damagedError(missing), path);
}

function isHarmless({ type, name, owner, sql }: SchemaRow, expected: ReadonlyMap<string, string>): boolean {
  if (typeof sql === 'string') return type === 'table' && harmless.some(text => text.test(normalSql(sql)));
  const isOfConstraint = type === 'index' && sql === null && name.startsWith('sqlite_autoindex_');
  return isOfConstraint && expected.has(`table ${owner}`);
}

function foreignPart(path: string, part: string): InspectorError {
  const shown = safeLine(part, { maxLength: 60 });
  return new InspectorError('unreadable', `${path} is not as runlens made it: the ${shown}`, {
    hint: 'nothing of it was run; use a store as a recorder wrote it',
  });
}

function damagedError(missing: string): Error {
  return Object.assign(new Error(`no such ${missing}`), { code: 'SQLITE_CORRUPT' });
}
