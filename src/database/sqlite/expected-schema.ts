import { migrations } from './sqlite-schema.ts';

/** The SQL of every object that `sqlite_schema` lists in a schema version, by type and name. */
export function expectedSchema(version: number): ReadonlyMap<string, string> {
  const made = known.get(version) ?? makeSchema(version);
  known.set(version, made);
  return made;
}

const known = new Map<number, ReadonlyMap<string, string>>();

function makeSchema(version: number): ReadonlyMap<string, string> {
  const made = new Map<string, string>([
    ['table sqlite_sequence', normalSql('CREATE TABLE sqlite_sequence(name,seq)')],
  ]);
  for (const statement of migrations.slice(0, version).flatMap(splitStatements)) applyTo(made, statement);
  return made;
}

/** Texts that differ only in spaces are the same: `ALTER TABLE` keeps the line breaks of its table. */
export function normalSql(sql: string): string {
  return sql.replace(/\s+/g, ' ').replace(/ ?([(),]) ?/g, '$1');
}

function splitStatements(statements: string): readonly string[] {
  return statements.split(';').map(statement => normalSql(statement).trim());
}

const created = /^CREATE (?:UNIQUE |VIRTUAL )?(TABLE|INDEX) (\w+)/;
const altered = /^ALTER TABLE (\w+) (ADD|DROP) COLUMN (.+)$/;

function applyTo(made: Map<string, string>, statement: string): void {
  const [, type, name] = created.exec(statement) ?? [];
  if (type && name) made.set(`${type.toLowerCase()} ${name}`, statement);
  if (name && statement.startsWith('CREATE VIRTUAL')) addShadowTables(made, name);
  const [, table, change, column] = altered.exec(statement) ?? [];
  if (!table || !column) return;
  const key = `table ${table}`;
  const before = made.get(key) ?? '';
  made.set(key, change === 'ADD' ? addColumn(before, column) : dropColumn(before, column));
}

function addColumn(sql: string, column: string): string {
  return sql.replace(/\)(?=(?:WITHOUT ROWID)?$)/, () => `,${column})`);
}

function dropColumn(sql: string, column: string): string {
  return sql.replace(new RegExp(`,${column} [^,)]+`), '');
}

/** The tables in which FTS5 keeps an index without content (SQLite's `fts5_storage.c` and `fts5_index.c`). */
function addShadowTables(made: Map<string, string>, name: string): void {
  const columns = {
    data: '(id INTEGER PRIMARY KEY, block BLOB)',
    idx: '(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID',
    docsize: '(id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER)',
    config: '(k PRIMARY KEY, v) WITHOUT ROWID',
  };
  for (const [part, sql] of Object.entries(columns))
    made.set(`table ${name}_${part}`, normalSql(`CREATE TABLE '${name}_${part}'${sql}`));
}
