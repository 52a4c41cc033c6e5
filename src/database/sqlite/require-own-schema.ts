import type { Database } from 'better-sqlite3';
import { InspectorError } from '../../model/errors.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { toStoreError } from './store-error.ts';

type SchemaRow = Readonly<Record<'type' | 'name' | 'owner', string>> & { readonly sql: unknown };

/** What SQLite's own tools add: statistics, and the rows that a recovery could not place. */
const harmless = [
  /^CREATE TABLE sqlite_stat[14]\([a-z,]+\)$/,
  /^CREATE TABLE "?lost_and_found(_\d+)?"?\(rootpgno INTEGER,pgno INTEGER,nfield INTEGER,id INTEGER(,"?c\d+"?)*\)$/,
];

/** Refuses whatever these scripts did not make: views, triggers and the like run when a store is read. */
export function requireOwnSchema(db: Database, path: string, scripts: readonly string[]): void {
  const expected = schemaOf(scripts);
  const found = new Set<string>();
  const rows = db.prepare<[], SchemaRow>('SELECT type, name, tbl_name AS owner, sql FROM sqlite_schema');
  for (const row of rows.all()) {
    const key = `${row.type} ${row.name}`;
    const isOwn = typeof row.sql === 'string' && expected.get(key) === normalSql(row.sql);
    if (!isOwn && !isHarmless(row, expected)) throw foreignPart(path, key);
    found.add(key);
  }
  const missing = [...expected.keys()].find(key => !found.has(key));
  if (missing === undefined) return;
  throw toStoreError(Object.assign(new Error(`no such ${missing}`), { code: 'SQLITE_CORRUPT' }), path);
}

function isHarmless({ type, name, owner, sql }: SchemaRow, expected: ReadonlyMap<string, string>): boolean {
  if (typeof sql === 'string') return type === 'table' && harmless.some(text => text.test(normalSql(sql)));
  const isConstraintIndex = type === 'index' && sql === null && name.startsWith('sqlite_autoindex_');
  return isConstraintIndex && expected.has(`table ${owner}`);
}

function foreignPart(path: string, part: string): InspectorError {
  const shown = safeLine(part, { maxLength: 60 });
  return new InspectorError('unreadable', `${path} is not as runlens made it: the ${shown}`, {
    hint: 'nothing of it was run; use a store as a recorder wrote it',
  });
}

const known = new Map<string, ReadonlyMap<string, string>>();

/** The SQL of every object that `sqlite_schema` lists after some scripts, by type and name. */
export function schemaOf(scripts: readonly string[]): ReadonlyMap<string, string> {
  const key = scripts.join(';');
  const found = known.get(key) ?? listObjects(key);
  known.set(key, found);
  return found;
}

function listObjects(script: string): ReadonlyMap<string, string> {
  const objects = new Map([['table sqlite_sequence', normalSql('CREATE TABLE sqlite_sequence(name,seq)')]]);
  for (const statement of script.split(';')) applyTo(objects, normalSql(statement).trim());
  return objects;
}

/** Ignores spaces, because `ALTER TABLE` keeps the line breaks of its table. */
export function normalSql(sql: string): string {
  return sql.replace(/\s+/g, ' ').replace(/ ?([(),]) ?/g, '$1');
}

/** `CREATE UNIQUE INDEX runs_id ON …` */
const created = /^CREATE (?:UNIQUE |VIRTUAL )?(TABLE|INDEX) (\w+)/;
/** `ALTER TABLE runs ADD COLUMN env TEXT` */
const extended = /^ALTER TABLE (\w+) ADD COLUMN (.+)$/;

function applyTo(objects: Map<string, string>, statement: string): void {
  const [, type, name] = created.exec(statement) ?? [];
  if (type && name) objects.set(`${type.toLowerCase()} ${name}`, statement);
  if (name && statement.startsWith('CREATE VIRTUAL')) addShadowTables(objects, name);
  const [, table, column] = extended.exec(statement) ?? [];
  if (!table || !column) return;
  const key = `table ${table}`;
  const before = objects.get(key) ?? '';
  objects.set(
    key,
    before.replace(/\)(?=(?:WITHOUT ROWID)?$)/, () => `,${column})`),
  );
}

/** The tables in which FTS5 keeps an index without content (SQLite's `fts5_storage.c` and `fts5_index.c`). */
function addShadowTables(objects: Map<string, string>, name: string): void {
  const columns = {
    data: '(id INTEGER PRIMARY KEY, block BLOB)',
    idx: '(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID',
    docsize: '(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER)',
    config: '(k PRIMARY KEY, v) WITHOUT ROWID',
  };
  for (const [part, sql] of Object.entries(columns))
    objects.set(`table ${name}_${part}`, normalSql(`CREATE TABLE '${name}_${part}'${sql}`));
}
