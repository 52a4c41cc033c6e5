import * as v from 'valibot';
import { createDeadline } from '../../async/deadline.ts';
import { type Place, topSize } from '../../contract/lists/run-order.ts';
import type { SuggestField } from '../../contract/run-store.ts';
import { type RunGroup, type StatusCounts, toCounts } from '../../contract/workflow-info.ts';
import { InspectorError } from '../../model/errors.ts';
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
  invocationName,
  invocationSchema,
  killedFailure,
  openStatuses,
  optionalTime,
  ownStatuses,
  toRunStatus,
  triggerTexts,
} from './invocation-row.ts';
import { readSuspensions } from './read-suspensions.ts';
import {
  isMissingColumnError,
  type RestateClient,
  renderSql,
  restateFlavor,
  sqlText,
  sqlTexts,
} from './restate-client.ts';

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
        total: options =>
          readCount(client, renderSql(sql`SELECT count(*) AS n FROM sys_invocation WHERE ${where}`), options),
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

async function readCount(client: RestateClient, statement: string, options: Signal): Promise<number> {
  return (await client.query(statement, countSchema, options))[0]?.n ?? 0;
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

const canceledSql = `coalesce(completion_failure, '') in (${sqlTexts(canceledFailures)})`;
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

const groupSchema = v.object({
  target_service_name: v.string(),
  target_handler_name: v.string(),
  status: v.string(),
  completion_result: v.optional(v.string()),
  canceled: v.boolean(),
  n: v.number(),
  last: optionalTime,
  finished: optionalTime,
});

const groupsSql = `select target_service_name, target_handler_name, status, completion_result, ${canceledSql} as canceled,
  count(*) as n, max(created_at) as last, max(completed_at) as finished
  from sys_invocation group by target_service_name, target_handler_name, status, completion_result, ${canceledSql}`;

/** Suspended invocations are waiting. Rejects with a `timeout` after `withinMs`. */
export async function readGroups(
  client: RestateClient,
  { withinMs, signal }: { readonly withinMs?: number } & Signal,
): Promise<readonly RunGroup[]> {
  const ending = createDeadline([signal]);
  if (withinMs !== undefined)
    ending.set(withinMs, () => new InspectorError('timeout', `${client.location} took too long to count`));
  const rows = await client
    .query(groupsSql, groupSchema, { signal: ending.signal })
    .finally(() => ending.end());
  return rows.map(row => ({
    name: invocationName(row),
    status: toRunStatus({ ...row, completion_failure: row.canceled ? canceledFailures[0] : undefined }),
    finishedAt: row.finished,
    count: row.n,
    lastCreatedAt: row.last,
  }));
}

export async function readCounts(client: RestateClient, options: Signal): Promise<StatusCounts> {
  const { waiting = 0, ...counts } = toCounts(await readGroups(client, options));
  const sleeping = waiting === 0 ? 0 : Math.min(waiting, await countSleeping(client, options));
  const others = waiting - sleeping;
  return { ...(sleeping > 0 ? { sleeping } : {}), ...(others > 0 ? { waiting: others } : {}), ...counts };
}

/** Suspended invocations that wait only for timers, as `toSuspension` decides. */
async function countSleeping(client: RestateClient, options: Signal): Promise<number> {
  const withoutNamedSignals = `and coalesce(s.suspended_waiting_future_json, '') not like '%"SignalName"%'`;
  try {
    return await readCount(client, sleepingSql(withoutNamedSignals), options);
  } catch (error) {
    if (!isMissingColumnError(error)) throw error;
    return readCount(client, sleepingSql(''), options);
  }
}

function sleepingSql(condition: string): string {
  const completion = `cast(regexp_match(j.entry_lite_json, '"completion_id":([0-9]+)')[1] as int unsigned)`;
  return `select count(*) as n from (
    select s.id from sys_invocation_status s join sys_journal j on j.id = s.id
    where s.status = 'suspended' and j.entry_type = 'Command: Sleep'
      and cardinality(s.suspended_waiting_for_signals) <= 1
      and (cardinality(s.suspended_waiting_for_signals) = 0 or array_has(s.suspended_waiting_for_signals, 1))
      and array_has(s.suspended_waiting_for_completions, ${completion}) ${condition}
    group by s.id, cardinality(s.suspended_waiting_for_completions)
    having count(*) = cardinality(s.suspended_waiting_for_completions))`;
}

export function listValues(
  client: RestateClient,
  field: SuggestField,
  options: Signal,
): Promise<readonly string[]> | undefined {
  if (field === 'status') return Promise.resolve(ownStatuses);
  return field === 'trigger' ? readTriggers(client, options) : undefined;
}

const triggerSchema = v.object({
  invoked_by: v.string(),
  invoked_by_target: v.optional(v.string()),
  target_service_key: v.optional(v.string()),
});

/** Only the most frequent values: keys are as many as the runs. */
const mostTriggers = 5_000;

async function readTriggers(client: RestateClient, options: Signal): Promise<readonly string[]> {
  const columns = Object.keys(triggerSchema.entries).join(', ');
  const sql = `select ${columns}, count(*) as n from sys_invocation group by ${columns} order by n desc
    limit ${mostTriggers}`;
  const texts = (await client.query(sql, triggerSchema, options)).map(triggerTexts);
  return [
    ...new Set([...texts.flatMap(([type = '']) => [type]), ...texts.flatMap(([, label]) => label ?? [])]),
  ];
}
