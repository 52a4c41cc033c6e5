import { topSize } from '../../../contract/run-order.ts';
import type { ListOptions, RunPage, SortField } from '../../../contract/run-store.ts';
import type { Query } from '../../../model/query/query.ts';
import type { ScanBudget } from '../../scan/run-source.ts';
import { createScanLists, type ScanLists } from '../../scan/scan-lists.ts';
import { whereAll } from '../admin-api/restate-sql.ts';
import { nameSeparator } from '../invocation/invocation-summary.ts';
import { readCounts, readWorkflows } from './invocation-groups.ts';
import {
  createInvocationSource,
  type InvocationAccess,
  newestOrder,
  readInvocations,
  toScannedRuns,
} from './invocation-source.ts';
import { suggestValues } from './invocation-suggestions.ts';
import { pushDownFilter, runningSql, stepsSql } from './push-down-filter.ts';

export function createRestateLists(from: InvocationAccess, budget: ScanBudget | undefined): ScanLists {
  return {
    async listRuns(query, options) {
      options.signal?.throwIfAborted();
      const page = await readPage(from, query, options, budget);
      return hasStepClause(query) ? { ...page, notes: [stepNote] } : page;
    },
    async failures(query, options) {
      const { conditions, rest } = pushDownFilter(query, options.now);
      return createScanLists(createInvocationSource(from, conditions), budget).failures(rest, options);
    },
    counts: options => readCounts(from, options),
    workflows: options => readWorkflows(from, options),
    suggest: (field, prefix, options) => suggestValues(from, field, prefix, options),
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

/** The row of an ended invocation lacks the step that failed. */
const stepNote =
  'step: finds runs that are retried or paused; of those that failed, the list does not know the step';

function hasStepClause({ clauses }: Query): boolean {
  return clauses.some(clause => clause.type === 'text' && clause.field === 'step');
}

/** `undefined` for newest first, which is paged instead. */
function topOrder({ sort: { field, descending }, now }: ListOptions): string | undefined {
  if (field === 'created' && descending) return undefined;
  // No invocation has these, and absent values come newest first.
  if (field === 'cost' || field === 'messages') return newestOrder;
  const value = sortColumns[field](now);
  return `order by ${value} ${descending ? 'desc' : 'asc'} nulls last, created_at desc, id desc`;
}

const sortColumns: Readonly<Record<Exclude<SortField, 'cost' | 'messages'>, (now: number) => string>> = {
  created: () => 'created_at',
  started: () => 'running_at',
  finished: () => 'completed_at',
  duration: runningSql,
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
