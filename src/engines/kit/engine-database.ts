import * as v from 'valibot';
import type { Engine, EngineTable } from '../../contract/engine.ts';
import type { StoreCheck } from '../../contract/target-info.ts';
import { openReadOnlyDatabase, type ReadOnlyDatabase } from '../../drivers/postgres/read-only-database.ts';
import { InspectorError } from '../../model/errors.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import {
  type CheckedTables as AskedTables,
  checkTablesSql,
  toStoreCheck,
} from '../../query-sql/check-tables.ts';
import { joinSql, raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import { createCachedRead } from './cached-read.ts';
import { schemaOfPlace } from './database-place.ts';
import type { Signal } from './run-source.ts';

const rowSchema = v.object({ schema: v.string(), columns: v.array(v.string()), readable: v.boolean() });

async function findEngineSchemas(
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

export type EngineSchema = ReturnType<typeof toSchema>;

function toSchema({ schema: name, columns, readable }: v.InferOutput<typeof rowSchema>) {
  const known = new Set(columns);
  const quoted = (word: string) => `"${word.replaceAll('"', '""')}"`;
  return {
    name,
    isReadable: readable,
    table: (table: string) => raw(`${quoted(name)}.${quoted(table)}`),
    /** The columns of that table, which differ between versions of an engine. */
    columns,
    has: (column: string) => known.has(column),
    /** The column of that table, `NULL` where it has none. */
    column: (column: string, alias: string) => raw(known.has(column) ? `${alias}.${quoted(column)}` : 'NULL'),
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

type ReadOptions = Signal & { readonly withinMs?: number; readonly isRepeated?: boolean };

/** Selects each member of a row by its given expression, else by the column of the same name. */
export function selectRow(
  { entries }: { readonly entries: object },
  { column }: EngineSchema,
  alias: string,
  given: Readonly<Record<string, Sql>>,
): Sql {
  const members = Object.keys(entries);
  return joinSql(
    members.map(name => sql`${given[name] ?? column(name, alias)} AS ${raw(`"${name}"`)}`),
    ', ',
  );
}

type RowSchema<T> = v.GenericSchema<unknown, T>;
export type Statement = Sql | ((schema: EngineSchema) => Sql);

export type CheckedTables = Omit<AskedTables, 'schema'> & {
  readonly version?: Statement;
};

export type EngineDatabase = ReturnType<typeof openEngineDatabase>;

/** How long the tables and columns are assumed to be the same: a migration changes them. */
export const layoutMs = 60_000;

export function openEngineDatabase({ place, known, engine, isForeign = false }: EngineDatabaseOptions) {
  const database = openReadOnlyDatabase(place.replace(/#.*/s, ''), { isForeign });
  const { shown } = database;
  let wanted = schemaOfPlace(place);

  async function find(): Promise<EngineSchema> {
    const schemas = await findEngineSchemas(database, known);
    const readable = schemas.filter(({ isReadable }) => isReadable);
    // Reading an unreadable schema gives the database's own error.
    const seen = readable.length > 0 ? readable : schemas;
    const fitting = wanted === '' ? seen : schemas.filter(({ name }) => name === wanted);
    const [first, ...others] = fitting;
    if (!first) throw missing(schemas);
    if (others.length === 0) {
      // Fixed from now on: another application may add such tables later.
      wanted = first.name;
      return first;
    }
    throw new InspectorError('usage', `several schemas of ${shown} hold ${engine}: ${listNames(fitting)}`, {
      hint: `name one: ${engine}:${shown}#${encodeURIComponent(first.name)}`,
    });
  }

  function missing(schemas: readonly EngineSchema[]): InspectorError {
    const where = wanted === '' ? shown : `the schema ${sanitizeLine(wanted)} of ${shown}`;
    const others = schemas.length > 0 ? `; ${listNames(schemas)} does` : '';
    return new InspectorError(
      'unreadable',
      `${where} holds no tables of ${engine} that can be read${others}`,
      { hint: 'name the database of the application, and a user who may read its tables' },
    );
  }

  const schema = createCachedRead(find, { leastMs: layoutMs });
  const toSql = async (statement: Statement, options?: Signal) =>
    typeof statement === 'function' ? statement(await schema(options)) : statement;

  async function read<T>(row: RowSchema<T>, statement: Statement, options?: ReadOptions) {
    return parseRows(row, await database.rows(await toSql(statement, options), options));
  }

  return {
    ...{ shown, close: database.close, schema, read },
    async check({ version, ...tables }: CheckedTables, options: Signal): Promise<StoreCheck> {
      const { name } = await schema(options);
      const asked = Date.now();
      const [row] = await read(tablesSchema, checkTablesSql({ ...tables, schema: name }), options);
      const answered = Date.now();
      const [own] = version && row?.reads ? await read(versionSchema, version, options) : [];
      return toStoreCheck(row, {
        asked,
        answered,
        own: own && `${engine} schema ${sanitizeLine(own.version)}`,
      });
    },
    async write<T>(row: RowSchema<T>, statement: Statement): Promise<readonly T[]> {
      const { text, values } = await toSql(statement);
      return database.write(async client => parseRows(row, (await client.query(text, values)).rows));
    },
  };
}

const tablesSchema = v.object({
  ...{ server: v.string(), at: v.number(), tables: v.array(v.string()) },
  ...{ reads: v.boolean(), acts: v.boolean() },
});
const versionSchema = v.object({ version: v.string() });

function listNames(schemas: readonly EngineSchema[]): string {
  return schemas.map(({ name }) => sanitizeLine(name)).join(', ');
}

/** Throws an `InspectorError` for a row of another form, which another version of an engine may write. */
function parseRows<T>(row: RowSchema<T>, rows: readonly unknown[]): readonly T[] {
  const { success, output, issues } = v.safeParse(v.array(row), rows, { abortEarly: true });
  if (success) return output;
  const [issue] = issues;
  const column = issue.path?.slice(1).map(({ key }) => String(key)) ?? [];
  // The message of the issue would quote the value.
  const what = `${column.join('.') || 'a row'} has another form than expected (${issue.expected ?? issue.type})`;
  throw new InspectorError('unreadable', sanitizeLine(what), {
    hint: 'the engine may be of a version that is not supported',
  });
}

type FoundEngine = { readonly engine: Engine; readonly schema: string };

/** Recognizes engines by the names of tables and columns alone. */
export async function findEngines(
  url: string,
  engines: readonly Engine[],
  { isForeign, signal }: { readonly isForeign: boolean } & Signal,
): Promise<readonly FoundEngine[]> {
  const database = openReadOnlyDatabase(url.replace(/#.*/s, ''), { isForeign });
  try {
    const found: FoundEngine[] = [];
    for (const engine of engines) {
      if (!engine.known) continue;
      const schemas = await findEngineSchemas(database, engine.known, { signal });
      found.push(...schemas.map(({ name }) => ({ engine, schema: name })));
    }
    return found;
  } finally {
    await database.close();
  }
}
