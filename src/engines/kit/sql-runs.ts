import * as v from 'valibot';
import { type Place, topSize } from '../../contract/lists/run-order.ts';
import type { ListOptions } from '../../contract/lists/run-page.ts';
import { isCreatedRange } from '../../model/query/compose-query.ts';
import type { Query } from '../../model/query/query.ts';
import type { RunStatus } from '../../model/status.ts';
import { compileFilter, orderOver, type RunTable, wordStatus } from '../../query-sql/compile-filter.ts';
import type { TimeColumn } from '../../query-sql/filter-dialect.ts';
import { allOf, raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import { type EngineRuns, isTimeout, type RunSearch, readPages } from './run-search.ts';
import type { Signal } from './run-source.ts';
import type { RunGroup } from './scan-counts.ts';

type Reading = Signal & { readonly withinMs?: number };
type Read = <T>(row: v.GenericSchema<unknown, T>, statement: Sql, options: Reading) => Promise<readonly T[]>;

/** Where a database keeps the runs of an engine, and how they are read. */
export type SqlRuns<Row> = {
  /** Read before each search: an engine may have to ask for the names of its workflows first. */
  readonly table: (options: Signal) => Promise<SqlTable> | SqlTable;
  /** Rejects with an `InspectorError`, of the kind `timeout` after `withinMs`. */
  readonly read: Read;
  readonly row: v.GenericSchema<unknown, Row>;
  readonly placeOf: (row: Row) => Place;
  /** What each word of the table's `state` means; every other is an unknown status. */
  readonly statuses: Readonly<Record<string, RunStatus>>;
} & Pick<RunTable, 'lacks'>;

export type SqlTable = Omit<RunTable, 'nameOrder' | 'status' | 'lacks'> & {
  readonly columns: RunTable['columns'] & { readonly createdAt: TimeColumn };
  /** What a row is made of. */
  readonly select: Sql;
  readonly from: Sql;
  /** True of every row that is a run. */
  readonly where?: Sql;
  /** True of the runs in lists: others are found by their id alone. */
  readonly listed?: Sql;
  /** The name of a run, its own word for its status, and its id: texts that order as their bytes do. */
  readonly name: Sql;
  readonly state: Sql;
  readonly id: Sql;
  /** Whether a run is of a workflow or an agent, where the table holds both. */
  readonly kind?: Sql;
  /** Whether the state is one of these words, in a form that an index can find. */
  readonly isState?: (words: readonly string[]) => Sql;
  /** True of the run with the id; `undefined` where no run can have it. By default `id` is compared. */
  readonly hasId?: (id: string) => Sql | undefined;
  /** About how many rows there are, as `n`, for progress where counting them takes too long. */
  readonly estimate?: Sql;
  /** A query for the newest times, as `at`, of the runs with these conditions; by default over `from`. */
  readonly newest?: (where: Sql, limit: Sql) => Sql;
};

/** A page that takes longer is read from the newest run on, and filtered here. */
const pageMs = 200;
/** So many runs are not counted to tell how far a search has come. */
const mostCounted = 200_000;
const countMs = 400;
const topMs = 5_000;

/** The runs of a table: as much of a filter and of an order as SQL can decide is decided there. */
export function sqlRuns<Row>(from: SqlRuns<Row>) {
  const read = (statement: Sql, options: Reading) => from.read(from.row, statement, options);
  const count = async (statement: Sql, options: Reading) =>
    (await from.read(countSchema, statement, options))[0]?.n ?? 0;
  const access: TableAccess<Row> = { read, count, placeOf: from.placeOf };
  return {
    runs: {
      async search(query: Query, { now, signal }: { readonly now: number } & Signal) {
        const table = await from.table({ signal });
        return searchTable(access, { ...table, ...ordered(table, from) }, query, now);
      },
    } satisfies EngineRuns<Row>,
    async find(id: string, options: Signal): Promise<Row | undefined> {
      const table = await from.table(options);
      const hasId = table.hasId ? table.hasId(id) : sql`${table.id} = ${id}`;
      if (!hasId) return undefined;
      const statement = sql`SELECT ${table.select} FROM ${table.from} WHERE ${table.where ?? allOf([])} AND ${hasId}`;
      return (await read(statement, options))[0];
    },
    async groups({ withinMs, ...options }: Reading): Promise<readonly RunGroup[]> {
      const table = await from.table(options);
      const { name, state, columns, kind = raw(`'${columns.kind ?? 'workflow'}'`) } = table;
      const hasEnded = columns.finishedAt?.isIn({}) ?? raw('false');
      const statement = sql`SELECT ${name} AS name, ${state} AS state, ${kind} AS kind, count(*) AS n,
          count(CASE WHEN ${hasEnded} THEN 1 END) AS ended, max(${columns.createdAt.ms}) AS last
        FROM ${table.from} WHERE ${allOf(listed(table))} GROUP BY 1, 2, 3`;
      const groups = await from.read(groupSchema, statement, { ...options, withinMs });
      return groups.flatMap(({ name, state, kind, n, ended, last }) => {
        const status = (state === null ? undefined : from.statuses[state]) ?? 'unknown';
        const group = { name, kind, status, lastCreatedAt: last };
        return [
          { ...group, count: n - ended },
          { ...group, count: ended, finishedAt: last },
        ].filter(({ count }) => count > 0);
      });
    },
  };
}

const countSchema = v.object({ n: v.number() });
const groupSchema = v.object({
  ...{ name: v.string(), state: v.nullable(v.string()), kind: v.picklist(['workflow', 'agent']) },
  ...{ n: v.number(), ended: v.number(), last: v.number() },
});

type TableAccess<Row> = {
  readonly read: (statement: Sql, options: Reading) => Promise<readonly Row[]>;
  readonly count: (statement: Sql, options: Reading) => Promise<number>;
  readonly placeOf: (row: Row) => Place;
};

type OrderedTable = SqlTable & RunTable;

function ordered<Row>({ name, state, isState, flavor }: SqlTable, { statuses, lacks }: SqlRuns<Row>) {
  return {
    nameOrder: name,
    lacks,
    status: wordStatus({ column: state, statuses, isAmong: isState }, flavor),
  };
}

function listed({ where, listed }: SqlTable): readonly Sql[] {
  return [where, listed].filter(condition => condition !== undefined);
}

function searchTable<Row>(
  from: TableAccess<Row>,
  table: OrderedTable,
  query: Query,
  now: number,
): RunSearch<Row> {
  const { conditions, rest } = compileFilter(query, table, now);
  const where = [...listed(table), ...conditions];
  const isSimple = query.clauses.every(isCreatedRange);
  const withinMs = isSimple ? undefined : pageMs;
  return {
    rest,
    read: ({ signal, ...options }) =>
      readPages(options, {
        rest,
        page: (place, size) => from.read(pageSql(table, where, place, size), { signal, withinMs }),
        placeOf: from.placeOf,
      }),
    total: ({ signal }) => countRuns(from, table, where, signal),
    top: rest.clauses.length > 0 ? undefined : options => readTop(from, table, where, options),
    unaided: isSimple ? undefined : () => readAll(searchTable(from, table, createdRange(query), now), query),
  };
}

/** Reads what the times alone find, and leaves the whole query to the matcher. */
function readAll<Row>(search: RunSearch<Row>, query: Query): RunSearch<Row> {
  return { ...search, rest: query, top: undefined };
}

function createdRange({ clauses }: Query): Query {
  return { clauses: clauses.filter(isCreatedRange) };
}

/**
 * Rows after a place, newest first. They are found by the column, which an index may have, and put in order
 * by whole milliseconds, which no index has: so the time of the last row comes first.
 */
function pageSql(table: SqlTable, where: readonly Sql[], place: Place | undefined, size: number): Sql {
  const { columns, id, select, from } = table;
  const { createdAt } = columns;
  const limit = raw(String(size));
  const found = allOf([...where, ...(place ? [isAfter(table, place)] : [])]);
  const { newest = newestTimes(table) } = table;
  const last = sql`(SELECT ${createdAt.whole(raw('min(at)'))} FROM (${newest(found, limit)}) newest)`;
  return sql`SELECT ${select} FROM ${from} WHERE ${found} AND ${createdAt.column} >= ${last}
    ORDER BY ${createdAt.whole(createdAt.column)} DESC, ${id} DESC LIMIT ${limit}`;
}

function newestTimes({ from, columns: { createdAt } }: SqlTable) {
  return (where: Sql, limit: Sql) =>
    sql`SELECT ${createdAt.column} AS at FROM ${from} WHERE ${where} ORDER BY ${createdAt.column} DESC LIMIT ${limit}`;
}

function isAfter({ columns: { createdAt }, id }: SqlTable, place: Place): Sql {
  const { column, at } = createdAt;
  const isBefore = sql`${column} < ${at(place.createdAt)}`;
  if (place.id === '') return isBefore;
  return sql`${column} < ${at(place.createdAt + 1)} AND (${isBefore} OR ${id} < ${place.id})`;
}

/** Counts for progress. */
async function countRuns<Row>(
  from: TableAccess<Row>,
  table: OrderedTable,
  where: readonly Sql[],
  signal: AbortSignal | undefined,
): Promise<number> {
  const about = table.estimate ? await from.count(table.estimate, { signal }) : 0;
  if (about > mostCounted) return about;
  const statement = sql`SELECT count(*) AS n FROM ${table.from} WHERE ${allOf(where)}`;
  try {
    return await from.count(statement, { signal, withinMs: table.estimate && countMs });
  } catch (error) {
    if (!table.estimate || !isTimeout(error)) throw error;
    return about;
  }
}

async function readTop<Row>(
  from: TableAccess<Row>,
  table: OrderedTable,
  where: readonly Sql[],
  { sort, limit, now, signal }: ListOptions,
): Promise<readonly Row[] | undefined> {
  const value = orderOver(table, sort.field, now);
  if (value === undefined) return undefined;
  const { columns, id, select } = table;
  const direction = raw(sort.descending ? 'DESC' : 'ASC');
  const newest = sql`${columns.createdAt.whole(columns.createdAt.column)} DESC, ${id} DESC`;
  return from.read(
    sql`SELECT ${select} FROM ${table.from} WHERE ${allOf(where)}
      ORDER BY ${value} ${direction} NULLS LAST, ${newest} LIMIT ${raw(String(Math.min(limit, topSize)))}`,
    { signal, withinMs: topMs },
  );
}
