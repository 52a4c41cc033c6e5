import * as v from 'valibot';
import { untilAborted } from '../../async/deadline.ts';
import type { EngineTable } from '../../contract/engine.ts';
import type { StoreCheck } from '../../contract/target-info.ts';
import { openReadOnlyDatabase, type ReadOnlyDatabase } from '../../drivers/postgres/read-only-database.ts';
import { InspectorError } from '../../model/errors.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import { type CheckedTables, checkTablesSql, toStoreCheck } from '../../query-sql/check-tables.ts';
import { raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import { schemaOfPlace } from './database-place.ts';
import { parseRows } from './parse-rows.ts';
import type { Signal } from './run-source.ts';

/** A schema with tables of an engine. */
export type EngineSchema = {
  readonly name: string;
  /** Whether the user may read the table by which the engine is known. */
  readonly isReadable: boolean;
  /** A table of the schema, as SQL names it. */
  readonly table: (name: string) => Sql;
  /** Those of the table by which the engine is known: versions of an engine differ. */
  readonly columns: readonly string[];
  /** Whether that table has the column. */
  readonly has: (column: string) => boolean;
  /** The column of that table, `NULL` where it has none. */
  readonly column: (name: string, alias: string) => Sql;
};

const rowSchema = v.object({ schema: v.string(), columns: v.array(v.string()), readable: v.boolean() });

/** The schemas in which a table of the engine lies. */
export async function findEngineSchemas(
  database: Pick<ReadOnlyDatabase, 'rows'>,
  { table, columns }: EngineTable,
  options: Signal = {},
): Promise<readonly EngineSchema[]> {
  const statement = sql`SELECT n.nspname AS schema, array_agg(a.attname::text) AS columns,
      has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AS readable
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relname = ${table} AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
      AND NOT starts_with(n.nspname, 'pg_')
    GROUP BY n.oid, n.nspname, c.oid HAVING array_agg(a.attname::text) @> ${[...columns]}::text[] ORDER BY n.nspname`;
  const rows = parseRows(rowSchema, await database.rows(statement, options));
  return rows.map(toSchema);
}

function toSchema({ schema: name, columns: all, readable }: v.InferOutput<typeof rowSchema>): EngineSchema {
  const columns = new Set(all);
  const quoted = (word: string) => `"${word.replaceAll('"', '""')}"`;
  return {
    name,
    isReadable: readable,
    table: table => raw(`${quoted(name)}.${quoted(table)}`),
    columns: all,
    has: column => columns.has(column),
    column: (column, alias) => raw(columns.has(column) ? `${alias}.${quoted(column)}` : 'NULL'),
  };
}

export type EngineDatabaseOptions = {
  /** The address, with the name of the schema after `#` where there are several. */
  readonly place: string;
  /** Whether a stranger wrote the address: see `PoolOptions`. */
  readonly isForeign?: boolean;
  /** As people write it: `pg-boss`. */
  readonly engine: string;
  readonly known: EngineTable;
};

type ReadOptions = Signal & { readonly withinMs?: number };

/** The tables of an engine in a PostgreSQL database, read-only. */
export type EngineDatabase = Pick<ReadOnlyDatabase, 'shown' | 'write' | 'close'> & {
  /** The schema is found once, when it is first asked for; a failure is tried again. */
  readonly schema: (options?: Signal) => Promise<EngineSchema>;
  readonly read: <T>(
    row: v.GenericSchema<unknown, T>,
    statement: Sql | ((schema: EngineSchema) => Sql),
    options?: ReadOptions,
  ) => Promise<readonly T[]>;
  /** What is there, without reading it; `version` selects that of the engine's tables, as a text. */
  readonly check: (
    tables: Omit<CheckedTables, 'schema'> & { readonly version?: Sql },
    options: Signal,
  ) => Promise<StoreCheck>;
};

export function openEngineDatabase(options: EngineDatabaseOptions): EngineDatabase {
  const { place, known, engine, isForeign = false } = options;
  const database = openReadOnlyDatabase(place.replace(/#.*/s, ''), { isForeign });
  const wanted = schemaOfPlace(place);
  let found: Promise<EngineSchema> | undefined;

  async function find(): Promise<EngineSchema> {
    const schemas = await findEngineSchemas(database, known);
    const readable = schemas.filter(({ isReadable }) => isReadable);
    // Where none may be read, the database says so of one.
    const seen = readable.length > 0 ? readable : schemas;
    const fitting = wanted === '' ? seen : schemas.filter(({ name }) => name === wanted);
    const [first, ...others] = fitting;
    if (first && others.length === 0) return first;
    throw first ? several(database, engine, fitting) : missing(database, engine, wanted, schemas);
  }

  function schema({ signal }: Signal = {}): Promise<EngineSchema> {
    found ??= find().catch(error => {
      found = undefined;
      throw error;
    });
    // Others may wait for it, too.
    return signal ? untilAborted(found, signal) : found;
  }

  return {
    ...database,
    schema,
    async check({ version, ...tables }, options) {
      const { name } = await schema(options);
      const asked = Date.now();
      const rows = await database.rows(checkTablesSql({ ...tables, schema: name }), options);
      const answered = Date.now();
      const row = v.parse(tablesSchema, rows[0]);
      const readable = version && row.reads ? await database.rows(version, options) : [];
      const [own] = v.parse(v.array(versionSchema), readable);
      const ownText = own && `${engine} schema ${sanitizeLine(own.version)}`;
      return toStoreCheck(row, { asked, answered, own: ownText });
    },
    async read(row, statement, options) {
      const given = typeof statement === 'function' ? statement(await schema(options)) : statement;
      return parseRows(row, await database.rows(given, options));
    },
  };
}

const tablesSchema = v.object({
  server: v.string(),
  at: v.number(),
  tables: v.array(v.string()),
  reads: v.boolean(),
  acts: v.boolean(),
});
const versionSchema = v.object({ version: v.string() });

function several(
  { shown }: ReadOnlyDatabase,
  engine: string,
  schemas: readonly EngineSchema[],
): InspectorError {
  const names = listNames(schemas);
  return new InspectorError('usage', `several schemas of ${shown} hold ${engine}: ${names}`, {
    hint: `name one: ${engine}:${shown}#${encodeURIComponent(schemas[0]?.name ?? '')}`,
  });
}

function missing(
  { shown }: ReadOnlyDatabase,
  engine: string,
  wanted: string,
  schemas: readonly EngineSchema[],
): InspectorError {
  const where = wanted === '' ? shown : `the schema ${sanitizeLine(wanted)} of ${shown}`;
  const others = schemas.length > 0 ? `; ${listNames(schemas)} does` : '';
  return new InspectorError('unreadable', `${where} holds no tables of ${engine} that can be read${others}`, {
    hint: 'name the database of the application, and a user who may read its tables',
  });
}

function listNames(schemas: readonly EngineSchema[]): string {
  return schemas.map(({ name }) => sanitizeLine(name)).join(', ');
}
