import { type Place, topSize } from '../../contract/lists/run-order.ts';
import type { ListOptions } from '../../contract/lists/run-page.ts';
import { isCreatedRange } from '../../model/query/compose-query.ts';
import type { Query } from '../../model/query/query.ts';
import { compileFilter, orderOver, type RunTable } from '../../query-sql/compile-filter.ts';
import type { TimeColumn } from '../../query-sql/filter-dialect.ts';
import { allOf, raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import { type EngineRuns, isTimeout, type RunSearch } from './run-search.ts';
import type { Signal } from './run-source.ts';

/** Where a database keeps the runs of an engine, and how they are read. */
export type SqlRuns<Row> = {
  /** Read before each search: an engine may have to ask for the names of its workflows first. */
  readonly table: (options: Signal) => Promise<SqlTable> | SqlTable;
  /** Rejects with an `InspectorError`, of the kind `timeout` after `withinMs`. */
  readonly query: (
    statement: Sql,
    options: Signal & { readonly withinMs?: number },
  ) => Promise<readonly Row[]>;
  readonly count: (statement: Sql, options: Signal & { readonly withinMs?: number }) => Promise<number>;
  readonly placeOf: (row: Row) => Place;
};

export type SqlTable = RunTable & {
  readonly columns: RunTable['columns'] & { readonly createdAt: TimeColumn };
  /** What a row is made of. */
  readonly select: Sql;
  readonly from: Sql;
  /** True of every row that is a run. */
  readonly where?: readonly Sql[];
  /** Text that orders as its bytes do. */
  readonly id: Sql;
  /** About how many rows there are, as `n`, for progress where counting them takes too long. */
  readonly estimate?: Sql;
  /** A query for the newest times, as `at`, of the runs with these conditions; by default over `from`. */
  readonly newest?: (where: Sql, limit: Sql) => Sql;
};

/** A page that takes longer is read from the newest run on, and filtered here. */
const pageMs = 1_500;
const countMs = 400;
const firstRows = 100;
const laterRows = 500;

/** The runs of a table: as much of a filter and of an order as SQL can decide is decided there. */
export function sqlRuns<Row>(from: SqlRuns<Row>): EngineRuns<Row> {
  return {
    async search(query, { now, signal }) {
      const table = await from.table({ signal });
      return searchTable(from, table, query, now);
    },
  };
}

function searchTable<Row>(from: SqlRuns<Row>, table: SqlTable, query: Query, now: number): RunSearch<Row> {
  const { conditions, rest } = compileFilter(query, table, now);
  const where = [...(table.where ?? []), ...conditions];
  const isSimple = query.clauses.every(isCreatedRange);
  const withinMs = isSimple ? undefined : pageMs;
  return {
    rest,
    async *read({ after, wanted = firstRows, signal }) {
      let place = after;
      let size = rest.clauses.length === 0 ? wanted : laterRows;
      for (;;) {
        const rows = await from.query(pageSql(table, where, place, size), { signal, withinMs });
        yield rows;
        const last = rows.at(-1);
        if (last === undefined || rows.length < size) return;
        place = from.placeOf(last);
        size = laterRows;
      }
    },
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

async function countRuns<Row>(
  from: SqlRuns<Row>,
  table: SqlTable,
  where: readonly Sql[],
  signal: AbortSignal | undefined,
): Promise<number> {
  const statement = sql`SELECT count(*) AS n FROM ${table.from} WHERE ${allOf(where)}`;
  try {
    return await from.count(statement, { signal, withinMs: table.estimate && countMs });
  } catch (error) {
    if (!table.estimate || !isTimeout(error)) throw error;
    return from.count(table.estimate, { signal });
  }
}

async function readTop<Row>(
  from: SqlRuns<Row>,
  table: SqlTable,
  where: readonly Sql[],
  { sort, limit, now, signal }: ListOptions,
): Promise<readonly Row[] | undefined> {
  const value = orderOver(table, sort.field, now);
  if (value === undefined) return undefined;
  const { columns, id, select } = table;
  const direction = raw(sort.descending ? 'DESC' : 'ASC');
  const newest = sql`${columns.createdAt.whole(columns.createdAt.column)} DESC, ${id} DESC`;
  return from.query(
    sql`SELECT ${select} FROM ${table.from} WHERE ${allOf(where)}
      ORDER BY ${value} ${direction} NULLS LAST, ${newest} LIMIT ${raw(String(Math.min(limit, topSize)))}`,
    { signal },
  );
}
