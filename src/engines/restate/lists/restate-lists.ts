import { topSize } from '../../../contract/lists/run-order.ts';
import type { ListOptions, RunPage } from '../../../contract/lists/run-page.ts';
import type { SortField } from '../../../contract/lists/sort.ts';
import { successes } from '../../../model/query/clauses.ts';
import type { Query } from '../../../model/query/query.ts';
import type { WorkflowUsual } from '../../../model/usual/usual.ts';
import type { ScanBudget, Signal } from '../../kit/run-source.ts';
import { createScanLists, type ScanLists, scanUsual } from '../../kit/scan-lists.ts';
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
  const readUsual = createUsualReader(from);
  const scanning = (conditions: readonly string[]) =>
    createScanLists(createInvocationSource(from, conditions), budget, readUsual);

  function readPage(query: Query, options: ListOptions): Promise<RunPage> {
    const { conditions, rest } = pushDownFilter(query, options.now);
    const order = rest.clauses.length === 0 && !options.usual ? topOrder(options) : undefined;
    if (order !== undefined) return readTop(from, conditions, order, options);
    return scanning(conditions).listRuns(rest, options);
  }

  return {
    async listRuns(query, options) {
      options.signal?.throwIfAborted();
      const page = await readPage(query, options);
      return hasStepClause(query) ? { ...page, notes: [stepNote] } : page;
    },
    async failures(query, options) {
      const { conditions, rest } = pushDownFilter(query, options.now);
      return scanning(conditions).failures(rest, options);
    },
    counts: options => readCounts(from, options),
    workflows: options => readWorkflows(from, options),
    suggest: (field, prefix, options) => suggestValues(from, field, prefix, options),
  };
}

/** Reading them takes many requests, so they are used for a while. */
const usualMs = 30_000;
const mostSuccesses = 20_000;

function createUsualReader(from: InvocationAccess) {
  let known: { readonly at: number; readonly usual: readonly WorkflowUsual[] } | undefined;
  return async ({ now, signal }: { readonly now: number } & Signal) => {
    const at = performance.now();
    if (known && at - known.at < usualMs) return known.usual;
    const { conditions } = pushDownFilter(successes, now);
    const source = createInvocationSource(from, conditions);
    const usual = await scanUsual(source, { now, signal }, mostSuccesses);
    known = { at, usual };
    return usual;
  };
}

/** The row of an ended invocation lacks the step that failed. */
const stepNote =
  'step: finds runs that are retried or paused; of those that failed, the list does not know the step';

function hasStepClause({ clauses }: Query): boolean {
  return clauses.some(clause => clause.type === 'text' && clause.field === 'step');
}

/** `undefined` for newest first, which is paged instead, and for slowness, which is no column. */
function topOrder({ sort: { field, descending }, now }: ListOptions): string | undefined {
  if ((field === 'created' && descending) || field === 'slow') return undefined;
  // No invocation has these, and absent values come newest first.
  if (field === 'cost' || field === 'messages') return newestOrder;
  const value = sortColumns[field](now);
  return `order by ${value} ${descending ? 'desc' : 'asc'} nulls last, created_at desc, id desc`;
}

const sortColumns: Readonly<
  Record<Exclude<SortField, 'cost' | 'messages' | 'slow'>, (now: number) => string>
> = {
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
