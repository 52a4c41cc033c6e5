import { joinQueries, successes } from '../../model/query/clauses.ts';
import { composeQuery, oneOfTexts } from '../../model/query/compose-query.ts';
import type { Query } from '../../model/query/query.ts';
import type { RunSummary } from '../../model/run.ts';
import { recentSuccesses, type WorkflowName } from '../../model/usual/usual.ts';
import { pages } from '../lists/pages.ts';
import { newestFirst } from '../lists/sort.ts';
import type { RunStore } from '../run-store.ts';

type Options = { readonly now: number; readonly signal?: AbortSignal };

/** More than one is needed where names differ only in case, with several targets, or without an index. */
const mostPages = 5;

/** The newest successes of a workflow, newest first, by its lists. */
export async function readRecentSuccesses(
  store: Pick<RunStore, 'listRuns'>,
  workflow: WorkflowName & Pick<RunSummary, 'target'>,
  options: Options,
): Promise<readonly RunSummary[]> {
  const query = successesOf(workflow);
  const found: RunSummary[] = [];
  let left = mostPages;
  for await (const { runs } of pages(store, query, {
    sort: newestFirst,
    limit: recentSuccesses,
    ...options,
  })) {
    found.push(...runs.filter(run => isOf(run, workflow)));
    left -= 1;
    if (left === 0 || found.length >= recentSuccesses) break;
  }
  return found.slice(0, recentSuccesses);
}

function isOf(run: RunSummary, { name, target }: Pick<RunSummary, 'name' | 'target'>): boolean {
  return run.name === name && run.target === target;
}

function successesOf({ kind, name }: WorkflowName): Query {
  return joinQueries(composeQuery({ type: 'kind', values: [kind] }, oneOfTexts('workflow', name)), successes);
}
