import * as v from 'valibot';
import { topSize } from '../../../contract/run-order.ts';
import type {
  ListOptions,
  RunPage,
  SortField,
  StatusCounts,
  SuggestField,
  WorkflowInfo,
} from '../../../contract/run-store.ts';
import { compareWorkflows } from '../../../contract/workflow-order.ts';
import { textValues } from '../../../model/query/match/match-text.ts';
import type { Query } from '../../../model/query/query.ts';
import { foldCase } from '../../../model/query/search-words.ts';
import { isActive, type RunStatus } from '../../../model/status.ts';
import type { ScanBudget } from '../../scan/run-source.ts';
import { createScanLists, type ScanLists } from '../../scan/scan-lists.ts';
import { isMissingColumnError } from '../admin-api/restate-server.ts';
import { sqlText, sqlTexts, whereAll } from '../admin-api/restate-sql.ts';
import { optionalTime } from '../invocation/invocation-row.ts';
import { canceledFailures, toRunStatus } from '../invocation/invocation-status.ts';
import { nameSeparator } from '../invocation/invocation-summary.ts';
import { triggerTexts } from '../invocation/invocation-trigger.ts';
import {
  createInvocationSource,
  type InvocationAccess,
  newestOrder,
  readInvocations,
  toScannedRuns,
} from './invocation-source.ts';
import { durationSql, pushDownFilter, stepsSql } from './push-down-filter.ts';

type Options = { readonly signal?: AbortSignal };

/**
 * What is asked of many invocations: in SQL what SQL can say exactly, by the model's matcher what it cannot.
 */
export function createRestateLists(from: InvocationAccess, budget: ScanBudget | undefined): ScanLists {
  return {
    async listRuns(query, options) {
      options.signal?.throwIfAborted();
      const page = await readPage(from, query, options, budget);
      return asksForSteps(query) ? { ...page, notes: [stepsAreFew] } : page;
    },
    counts: options => readCounts(from, options),
    workflows: options => readWorkflows(from, options),
    suggest: (field, prefix, options) => suggest(from, field, prefix, options),
  };
}

function readPage(
  from: InvocationAccess,
  query: Query,
  options: ListOptions,
  budget: ScanBudget | undefined,
): Promise<RunPage> {
  const { conditions, rest } = pushDownFilter(query, options.now);
  const order = rest.clauses.length === 0 ? topOrder(options) : undefined;
  if (order !== undefined) return readTop(from, conditions, order, options);
  const scanned = createScanLists(createInvocationSource(from, conditions), budget);
  return scanned.listRuns(rest, options);
}

/** The row of an invocation that ended does not say in which step it failed. */
const stepsAreFew =
  'step: finds runs that are not getting on: of those that failed, the list does not know the step';

function asksForSteps({ clauses }: Query): boolean {
  return clauses.some(clause => clause.type === 'text' && clause.field === 'step');
}

/** The order of a top list where the engine can sort by it. */
function topOrder({ sort: { field, descending }, now }: ListOptions): string | undefined {
  if (field === 'created' && descending) return undefined;
  // No invocation has these, and what is absent comes newest first.
  if (field === 'cost' || field === 'messages') return newestOrder;
  const value = sortColumns[field](now);
  return `order by ${value} ${descending ? 'desc' : 'asc'} nulls last, created_at desc, id desc`;
}

const sortColumns: Readonly<Record<Exclude<SortField, 'cost' | 'messages'>, (now: number) => string>> = {
  created: () => 'created_at',
  started: () => 'running_at',
  finished: () => 'completed_at',
  duration: durationSql,
  steps: stepsSql,
  name: () => `concat(target_service_name, '${nameSeparator}', target_handler_name)`,
};

async function readTop(
  from: InvocationAccess,
  conditions: readonly string[],
  order: string,
  { limit, signal }: ListOptions,
): Promise<RunPage> {
  const tail = `${whereAll(conditions)} ${order} limit ${Math.min(limit, topSize)}`;
  const rows = await readInvocations(from.client, tail, signal);
  return { runs: (await toScannedRuns(from, rows, signal)).map(run => run.summary) };
}

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

async function readCounts(from: InvocationAccess, options: Options = {}): Promise<StatusCounts> {
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

/** Suspended invocations that wait for nothing but timers, as `readWaits` tells them. */
async function countSleeping(from: InvocationAccess, options: Options): Promise<number> {
  try {
    return await countTimers(from, waitsForNoName, options);
  } catch (error) {
    if (!isMissingColumnError(error)) throw error;
    return countTimers(from, '', options);
  }
}

const waitsForNoName = `and coalesce(s.suspended_waiting_future_json, '') not like '%"SignalName"%'`;

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

async function readWorkflows(
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

const maxSuggestions = 50;
/** Of values that are as many as runs, such as keys, only the most frequent are looked at. */
const mostGroups = 5_000;

async function suggest(
  from: InvocationAccess,
  field: SuggestField,
  prefix: string,
  options: Options = {},
): Promise<readonly string[]> {
  options.signal?.throwIfAborted();
  const wanted = foldCase(prefix);
  const values = await suggestedValues(from, field, prefix, options);
  return [...values].filter(value => foldCase(value).startsWith(wanted)).slice(0, maxSuggestions);
}

async function suggestedValues(
  from: InvocationAccess,
  field: SuggestField,
  prefix: string,
  options: Options,
): Promise<ReadonlySet<string>> {
  switch (field) {
    case 'workflow':
      return new Set((await readWorkflows(from, options)).map(({ name }) => name));
    case 'trigger':
      return readTriggers(from, options);
    case 'id':
      return readIds(from, prefix, options);
    case 'error':
    case 'step':
      return readTroubled(from, field, options);
    default:
      return new Set();
  }
}

const triggerSchema = v.object({
  invoked_by: v.string(),
  invoked_by_target: v.optional(v.string()),
  target_service_key: v.optional(v.string()),
});

async function readTriggers(from: InvocationAccess, { signal }: Options): Promise<ReadonlySet<string>> {
  const columns = 'invoked_by, invoked_by_target, target_service_key';
  const sql = `select ${columns}, count(*) as n from sys_invocation group by ${columns} order by n desc
    limit ${mostGroups}`;
  const rows = await from.client.query(sql, triggerSchema, { signal });
  const texts = rows.map(triggerTexts);
  return new Set([...texts.flatMap(([type = '']) => [type]), ...texts.flatMap(([, label]) => label ?? [])]);
}

const idSchema = v.object({ id: v.string() });

async function readIds(
  from: InvocationAccess,
  prefix: string,
  { signal }: Options,
): Promise<ReadonlySet<string>> {
  const sql = `select id from sys_invocation where starts_with(lower(id), ${sqlText(foldCase(prefix))})
    ${newestOrder} limit ${maxSuggestions}`;
  return new Set((await from.client.query(sql, idSchema, { signal })).map(({ id }) => id));
}

/** Only runs that are not getting on name an error or a step. */
async function readTroubled(
  from: InvocationAccess,
  field: 'error' | 'step',
  { signal }: Options,
): Promise<ReadonlySet<string>> {
  const tail = `where status <> 'completed' and (last_failure is not null or status = 'paused')
    ${newestOrder} limit ${topSize}`;
  const runs = await toScannedRuns(from, await readInvocations(from.client, tail, signal), signal);
  return new Set(
    runs.flatMap(({ summary }) => {
      if (field === 'step') return textValues('step', summary);
      return summary.errorSummary?.name === undefined ? [] : [summary.errorSummary.name];
    }),
  );
}
