import * as v from 'valibot';
import { createDeadline } from '../../async/deadline.ts';
import type { StatusCounts, SuggestField } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import type { Signal } from '../kit/run-source.ts';
import { type RunGroup, toCounts } from '../kit/scan-counts.ts';
import { canceledFailures, optionalTime, ownStatuses, toRunStatus } from './invocation-row.ts';
import { invocationName, triggerTexts } from './invocation-summary.ts';
import { isMissingColumnError, type RestateClient } from './restate-client.ts';
import { canceledSql } from './search-invocations.ts';

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

/** Tells those that sleep from those that wait. */
export async function readCounts(client: RestateClient, options: Signal): Promise<StatusCounts> {
  const { waiting = 0, ...counts } = toCounts(await readGroups(client, options));
  const sleeping = waiting === 0 ? 0 : Math.min(waiting, await countSleeping(client, options));
  const others = waiting - sleeping;
  return { ...(sleeping > 0 ? { sleeping } : {}), ...(others > 0 ? { waiting: others } : {}), ...counts };
}

const sleepingSchema = v.object({ n: v.number() });

/** Suspended invocations that wait only for timers, as `toSuspension` decides. */
async function countSleeping(client: RestateClient, options: Signal): Promise<number> {
  const withoutNamedSignals = `and coalesce(s.suspended_waiting_future_json, '') not like '%"SignalName"%'`;
  const count = async (condition: string) =>
    (await client.query(sleepingSql(condition), sleepingSchema, options))[0]?.n ?? 0;
  try {
    return await count(withoutNamedSignals);
  } catch (error) {
    if (!isMissingColumnError(error)) throw error;
    return count('');
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

/** Words for statuses are known though no invocation has them. */
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
