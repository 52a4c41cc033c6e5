import * as v from 'valibot';
import { type Place, topSize } from '../../contract/lists/run-order.ts';
import type { RunStatus } from '../../model/status.ts';
import { compileFilter, orderOver, type RunTable } from '../../query-sql/compile-filter.ts';
import { anyOf, exact, inexact } from '../../query-sql/condition.ts';
import { type StatusSql, timeColumn } from '../../query-sql/filter-dialect.ts';
import { allOf, raw, type Sql, sql } from '../../query-sql/sql-template.ts';
import { asciiText, repeatedId } from '../../query-sql/text-sql.ts';
import { type EngineRuns, readPages } from '../kit/run-search.ts';
import type { Signal } from '../kit/run-source.ts';
import {
  canceledFailures,
  type Invocation,
  invocationColumns,
  invocationSchema,
  killedFailure,
  openStatuses,
} from './invocation-row.ts';
import { readSuspensions } from './read-suspensions.ts';
import { isMissingColumnError, type RestateClient } from './restate-client.ts';
import { renderSql, restateFlavor, sqlText, sqlTexts } from './restate-sql.ts';

/** The invocations that the server finds by its own SQL. */
export function invocationRuns(client: RestateClient): EngineRuns<Invocation> {
  const readRows = createRowReader(client);
  return {
    search(query, { now }) {
      const { conditions, rest } = compileFilter(query, invocationTable, now);
      const where = allOf(conditions);
      return {
        rest,
        read: ({ signal, ...options }) =>
          readPages(options, {
            rest,
            page: (place, size) => {
              const found = place ? sql`${where} AND ${isAfter(place)}` : where;
              return readRows(sql`WHERE ${found} ORDER BY ${newestFirst} LIMIT ${size}`, { signal });
            },
            placeOf: ({ created_at, id }) => ({ createdAt: created_at, id }),
          }),
        total: options => countRows(client, where, options),
        async top({ sort: { field, descending }, limit, signal }) {
          const value = rest.clauses.length > 0 ? undefined : orderOver(invocationTable, field, now);
          if (value === undefined) return undefined;
          const order = sql`${value} ${raw(descending ? 'DESC' : 'ASC')} NULLS LAST, ${newestFirst}`;
          const tail = sql`WHERE ${where} ORDER BY ${order} LIMIT ${Math.min(limit, topSize)}`;
          return readRows(tail, { signal });
        },
      };
    },
  };
}

const newestFirst = raw('created_at DESC, id DESC');

function isAfter({ createdAt, id }: Place): Sql {
  const { column, at } = createdColumn;
  const isBefore = sql`${column} < ${at(createdAt)}`;
  return id === '' ? isBefore : sql`(${isBefore} OR (${column} = ${at(createdAt)} AND id < ${id}))`;
}

const countSchema = v.object({ n: v.number() });

async function countRows(client: RestateClient, where: Sql, options: Signal): Promise<number> {
  const statement = sql`SELECT count(*) AS n FROM sys_invocation WHERE ${where}`;
  return (await client.query(renderSql(statement), countSchema, options))[0]?.n ?? 0;
}

const columnsSql = `select column_name from information_schema.columns where table_name = 'sys_invocation'`;
const columnSchema = v.object({ column_name: v.string() });

/** Reads rows without the columns that a server of another version lacks. */
function createRowReader(client: RestateClient) {
  let available: readonly string[] | undefined;

  async function select(tail: string, options: Signal): Promise<readonly Invocation[]> {
    const columns = (available ?? invocationColumns).join(', ');
    return client.query(`select ${columns} from sys_invocation ${tail}`, invocationSchema, options);
  }

  async function readColumns(options: Signal): Promise<readonly string[]> {
    const names = await client.query(columnsSql, columnSchema, options);
    return invocationColumns.filter(column => names.some(({ column_name }) => column_name === column));
  }

  return async (tail: Sql, options: Signal): Promise<readonly Invocation[]> => {
    const text = renderSql(tail);
    const wereKnown = available !== undefined;
    const rows = await select(text, options).catch(async error => {
      if (!isMissingColumnError(error) || wereKnown) throw error;
      available ??= await readColumns(options);
      return select(text, options);
    });
    return readSuspensions(client, rows, options);
  };
}

const createdColumn = timeOf('created_at');

/** Restate keeps whole milliseconds. */
function timeOf(name: string) {
  const at = (ms: number) => raw(`to_timestamp_millis(${Math.trunc(ms)})`);
  return timeColumn({ column: raw(name), ms: raw(`cast(${name} as bigint)`), at });
}

const hasOutput = `status = 'completed' and coalesce(completion_failure, '') <> ${sqlText(killedFailure)}`;
/** Counts as `toInvocationSummary` does. */
const stepCount = `case when journal_commands_size > 0 then
  greatest(0, cast(journal_commands_size as bigint) - case when ${hasOutput} then 2 else 1 end) end`;

/** True of what was canceled or killed. */
export const canceledSql = `coalesce(completion_failure, '') in (${sqlTexts(canceledFailures)})`;
const knownWords = sqlTexts([...Object.keys(openStatuses), 'suspended', 'completed']);

/** Tests `completion_result` where possible, because the server computes `status` slowly. */
const endedStatuses: Partial<Readonly<Record<RunStatus, string>>> = {
  success: `completion_result = 'success'`,
  failed: `(completion_result = 'failure' and not ${canceledSql})`,
  canceled: `(completion_result = 'failure' and ${canceledSql})`,
  unknown: `(status not in (${knownWords})
    or (status = 'completed' and coalesce(completion_result, '') not in ('success', 'failure')))`,
};

const invocationStatus: StatusSql = {
  hasStatus(wanted) {
    const words = Object.entries(openStatuses).flatMap(([word, status]) =>
      wanted.includes(status) ? word : [],
    );
    const pauses = wanted.filter(status => status === 'sleeping' || status === 'waiting').length;
    const open = pauses === 2 ? [...words, 'suspended'] : words;
    return anyOf([
      ...(open.length > 0 ? [exact(restateFlavor.isAmong(raw('status'), open))] : []),
      ...(pauses === 1 ? [inexact(raw(`status = 'suspended'`))] : []),
      ...wanted.flatMap(status => (endedStatuses[status] ? exact(raw(endedStatuses[status])) : [])),
    ]);
  },
  hasRawStatus: text => asciiText(raw('status'), restateFlavor)([{ text, isGlob: false }]),
};

const name = raw(`concat(target_service_name, '/', target_handler_name)`);

export const lacks = {
  fields: ['actor', 'project', 'model', 'service', 'cost', 'messages', 'log', 'key'],
  reason: 'Restate keeps no',
} as const;

/** Ids and names are ASCII. Only the matcher knows what an invocation waits for and who called it. */
export const invocationTable: RunTable = {
  flavor: restateFlavor,
  status: invocationStatus,
  nameOrder: name,
  lacks: lacks.fields,
  columns: {
    kind: 'workflow',
    id: asciiText(raw('id'), restateFlavor),
    name: asciiText(name, restateFlavor),
    createdAt: createdColumn,
    startedAt: timeOf('running_at'),
    finishedAt: timeOf('completed_at'),
    pausedAt: raw(`case when status = 'suspended' then cast(modified_at as bigint) end`),
    stepCount: raw(stepCount),
    retryOf: repeatedId(raw('restarted_from'), restateFlavor),
    errorSummary: raw(`(completion_failure is not null or last_failure is not null or status = 'paused')`),
  },
};
