import * as v from 'valibot';
import type { StatusCounts } from '../../../contract/run-store.ts';
import { compareWorkflows, type WorkflowInfo } from '../../../contract/workflow-info.ts';
import { isActive, type RunStatus } from '../../../model/status.ts';
import { isMissingColumnError } from '../admin-api/restate-client.ts';
import { sqlTexts } from '../admin-api/restate-sql.ts';
import { canceledFailures, optionalTime, toRunStatus } from '../invocation/invocation-row.ts';
import { nameSeparator } from '../invocation/invocation-summary.ts';
import type { InvocationAccess } from './invocation-source.ts';

type Options = { readonly signal?: AbortSignal };

const groupSchema = v.object({
  service: v.optional(v.string(), ''),
  handler: v.optional(v.string(), ''),
  status: v.string(),
  completion_result: v.optional(v.string()),
  canceled: v.boolean(),
  n: v.number(),
  last: optionalTime,
});

type Group = v.InferOutput<typeof groupSchema>;

const wasCanceled = `coalesce(completion_failure, '') in (${sqlTexts(canceledFailures)})`;

function readGroups(from: InvocationAccess, names: string, { signal }: Options): Promise<readonly Group[]> {
  const sql = `select ${names} status, completion_result, ${wasCanceled} as canceled, count(*) as n,
    max(created_at) as last from sys_invocation group by ${names.replaceAll(/ as \w+/g, '')} status, completion_result, ${wasCanceled}`;
  return from.client.query(sql, groupSchema, { signal });
}

function groupStatus({ status, completion_result, canceled }: Group): RunStatus {
  const [failure] = canceledFailures;
  return toRunStatus({ status, completion_result, completion_failure: canceled ? failure : '' }, undefined);
}

export async function readCounts(from: InvocationAccess, options: Options = {}): Promise<StatusCounts> {
  options.signal?.throwIfAborted();
  const groups = await readGroups(from, '', options);
  const counts: Partial<Record<RunStatus, number>> = {};
  let total = 0;
  for (const group of groups) {
    const status = groupStatus(group);
    counts[status] = (counts[status] ?? 0) + group.n;
    total += group.n;
  }
  const { waiting = 0 } = counts;
  const sleeping = waiting === 0 ? 0 : Math.min(waiting, await countSleeping(from, options));
  if (sleeping > 0) counts.sleeping = sleeping;
  if (sleeping === waiting) delete counts.waiting;
  else counts.waiting = waiting - sleeping;
  return { ...counts, total };
}

const sleepingSchema = v.object({ n: v.number() });

/** Suspended invocations that wait only for timers, as `toSuspension` decides. */
async function countSleeping(from: InvocationAccess, options: Options): Promise<number> {
  try {
    return await countTimers(from, withoutNamedSignals, options);
  } catch (error) {
    if (!isMissingColumnError(error)) throw error;
    return countTimers(from, '', options);
  }
}

const withoutNamedSignals = `and coalesce(s.suspended_waiting_future_json, '') not like '%"SignalName"%'`;

async function countTimers(from: InvocationAccess, condition: string, { signal }: Options): Promise<number> {
  const completion = `cast(regexp_match(j.entry_lite_json, '"completion_id":([0-9]+)')[1] as int unsigned)`;
  const sql = `select count(*) as n from (
    select s.id from sys_invocation_status s join sys_journal j on j.id = s.id
    where s.status = 'suspended' and j.entry_type = 'Command: Sleep'
      and cardinality(s.suspended_waiting_for_signals) <= 1
      and (cardinality(s.suspended_waiting_for_signals) = 0 or array_has(s.suspended_waiting_for_signals, 1))
      and array_has(s.suspended_waiting_for_completions, ${completion}) ${condition}
    group by s.id, cardinality(s.suspended_waiting_for_completions)
    having count(*) = cardinality(s.suspended_waiting_for_completions))`;
  const [row] = await from.client.query(sql, sleepingSchema, { signal });
  return row?.n ?? 0;
}

export async function readWorkflows(
  from: InvocationAccess,
  options: Options = {},
): Promise<readonly WorkflowInfo[]> {
  options.signal?.throwIfAborted();
  const names = 'target_service_name as service, target_handler_name as handler,';
  const infos = new Map<string, WorkflowInfo>();
  for (const group of await readGroups(from, names, options)) {
    const name = `${group.service}${nameSeparator}${group.handler}`;
    const status = groupStatus(group);
    const { total = 0, failed = 0, active = 0, lastCreatedAt } = infos.get(name) ?? {};
    infos.set(name, {
      name,
      kind: 'workflow',
      total: total + group.n,
      failed: failed + (status === 'failed' ? group.n : 0),
      active: active + (status !== 'unknown' && isActive({ status }) ? group.n : 0),
      lastCreatedAt: later(lastCreatedAt, group.last),
    });
  }
  return [...infos.values()].sort(compareWorkflows);
}

function later(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);
}
