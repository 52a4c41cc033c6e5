import * as v from 'valibot';
import { type Place, topSize } from '../../contract/lists/run-order.ts';
import type { RunGroup } from '../../contract/workflow-info.ts';
import { isCreatedRange } from '../../model/query/compose-query.ts';
import type { Query } from '../../model/query/query.ts';
import { meaningOf, type RunStatus } from '../../model/status.ts';
import { compileFilter, orderOver, type RunTable, wordStatus } from '../../query-sql/compile-filter.ts';
import type { TimeColumn } from '../../query-sql/filter-dialect.ts';
import { allOf, raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import { type EngineRuns, isTimeout, type RunSearch, readPages } from './run-search.ts';
import type { Signal } from './run-source.ts';

type Reading = Signal & {
  readonly withinMs?: number;
  /** Set for the list of all runs, which is read anew with each change. */
  readonly isRepeated?: boolean;
};
type Read = <T>(row: v.GenericSchema<unknown, T>, statement: Sql, options: Reading) => Promise<readonly T[]>;

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
  readonly select: Sql;
  readonly from: Sql;
  readonly where?: Sql;
  /** True of the runs in lists: others are found by their id alone. */
  readonly listed?: Sql;
  /** The name of a run, its own word for its status, and its id: texts that order as their bytes do. */
  readonly name: Sql;
  readonly state: Sql;
  readonly id: Sql;
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
/** More runs than this are not counted for progress. */
const mostCounted = 200_000;
const countMs = 400;
const topMs = 5_000;

export function sqlRuns<Row>({ table: tableOf, read, row, placeOf, statuses, lacks }: SqlRuns<Row>) {
  const count = async (statement: Sql, options: Reading) =>
    (await read(countSchema, statement, options))[0]?.n ?? 0;

  function searchIn(table: SqlTable, query: Query, now: number): RunSearch<Row> {
    const { columns, id, name, state, isState, select, from, estimate, flavor } = table;
    const status = wordStatus({ column: state, statuses, isAmong: isState }, flavor);
    const ordered = { ...table, lacks, status, nameOrder: name };
    const { conditions, rest } = compileFilter(query, ordered, now);
    const where = [...listConditions(table), ...conditions];
    const isSimple = query.clauses.every(isCreatedRange);
    const withinMs = isSimple ? undefined : pageMs;
    return {
      rest,
      read: ({ signal, ...options }) =>
        readPages(options, {
          rest,
          page: (place, size) =>
            read(row, pageSql(table, where, place, size), {
              signal,
              withinMs,
              isRepeated: query.clauses.length === 0,
            }),
          placeOf,
        }),
      async total({ signal }) {
        const about = estimate ? await count(estimate, { signal }) : 0;
        if (about > mostCounted) return about;
        const statement = sql`SELECT count(*) AS n FROM ${from} WHERE ${allOf(where)}`;
        try {
          return await count(statement, { signal, withinMs: estimate && countMs });
        } catch (error) {
          if (!estimate || !isTimeout(error)) throw error;
          return about;
        }
      },
      async top({ sort: { field, descending }, limit, signal }) {
        const value = rest.clauses.length > 0 ? undefined : orderOver(ordered, field, now);
        if (value === undefined) return undefined;
        const newest = sql`${columns.createdAt.whole(columns.createdAt.column)} DESC, ${id} DESC`;
        const statement = sql`SELECT ${select} FROM ${from} WHERE ${allOf(where)} ORDER BY ${value}
          ${raw(descending ? 'DESC' : 'ASC')} NULLS LAST, ${newest} LIMIT ${raw(String(Math.min(limit, topSize)))}`;
        return read(row, statement, { signal, withinMs: topMs });
      },
      // SQL then compares only the times; the matcher decides the whole query.
      fallback: isSimple
        ? undefined
        : () => {
            const times = { clauses: query.clauses.filter(isCreatedRange) };
            return { ...searchIn(table, times, now), rest: query, top: undefined };
          },
    };
  }

  return {
    runs: {
      search: async (query: Query, { now, signal }: { readonly now: number } & Signal) =>
        searchIn(await tableOf({ signal }), query, now),
    } satisfies EngineRuns<Row>,
    async find(id: string, options: Signal): Promise<Row | undefined> {
      const table = await tableOf(options);
      const hasId = table.hasId ? table.hasId(id) : sql`${table.id} = ${id}`;
      if (!hasId) return undefined;
      const statement = sql`SELECT ${table.select} FROM ${table.from} WHERE ${table.where ?? allOf([])} AND ${hasId}`;
      return (await read(row, statement, options))[0];
    },
    async groups({ withinMs, ...options }: Reading): Promise<readonly RunGroup[]> {
      const table = await tableOf(options);
      const { name, state, columns, kind = raw(`'${columns.kind ?? 'workflow'}'`) } = table;
      const hasEnded = columns.finishedAt?.isIn({}) ?? raw('false');
      const statement = sql`SELECT ${name} AS name, ${state} AS state, ${kind} AS kind, count(*) AS n,
          count(CASE WHEN ${hasEnded} THEN 1 END) AS ended, max(${columns.createdAt.ms}) AS last
        FROM ${table.from} WHERE ${allOf(listConditions(table))} GROUP BY 1, 2, 3`;
      const groups = await read(groupSchema, statement, { ...options, withinMs });
      return groups.flatMap(({ name, state, kind, n, ended, last }) => {
        const status = state === null ? 'unknown' : meaningOf(state, statuses);
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

function listConditions({ where, listed }: SqlTable): readonly Sql[] {
  return [where, listed].filter(condition => condition !== undefined);
}

/**
 * Rows after a place, newest first. They are found by the column, which an index may have, and put in order
 * by whole milliseconds, which no index has: so the time of the last row comes first.
 */
function pageSql(table: SqlTable, where: readonly Sql[], place: Place | undefined, size: number): Sql {
  const { columns, id, select, from } = table;
  const { column, whole } = columns.createdAt;
  const limit = raw(String(size));
  const found = allOf([...where, ...(place ? [isAfter(columns.createdAt, id, place)] : [])]);
  const newest =
    table.newest?.(found, limit) ??
    sql`SELECT ${column} AS at FROM ${from} WHERE ${found} ORDER BY ${column} DESC LIMIT ${limit}`;
  const last = sql`(SELECT ${whole(raw('min(at)'))} FROM (${newest}) newest)`;
  return sql`SELECT ${select} FROM ${from} WHERE ${found} AND ${column} >= ${last}
    ORDER BY ${whole(column)} DESC, ${id} DESC LIMIT ${limit}`;
}

export function isAfter({ column, at }: Pick<TimeColumn, 'column' | 'at'>, id: Sql, place: Place): Sql {
  const isBefore = sql`${column} < ${at(place.createdAt)}`;
  if (place.id === '') return isBefore;
  return sql`${column} < ${at(place.createdAt + 1)} AND (${isBefore} OR ${id} < ${place.id})`;
}
