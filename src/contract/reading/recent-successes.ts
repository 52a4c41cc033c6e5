import { joinQueries, successes } from '../../model/query/clauses.ts';
import { composeQuery, oneOfTexts } from '../../model/query/compose-query.ts';
import type { RunSummary } from '../../model/run.ts';
import { recentSuccesses, type WorkflowName } from '../../model/usual/usual.ts';
import { pages } from '../lists/pages.ts';
import { newestFirst } from '../lists/sort.ts';
import type { RunStore } from '../run-store.ts';

type Options = { readonly now: number; readonly signal?: AbortSignal };

/** One page is too few where names differ only in case, with several targets, or without an index. */
const mostPages = 5;

export async function readRecentSuccesses(
  store: Pick<RunStore, 'listRuns'>,
  workflow: WorkflowName & Pick<RunSummary, 'target'>,
  options: Options,
): Promise<readonly RunSummary[]> {
  const runsOfName = composeQuery(
    { type: 'kind', values: [workflow.kind] },
    oneOfTexts('workflow', workflow.name),
  );
  const query = joinQueries(runsOfName, successes);
  const found: RunSummary[] = [];
  let left = mostPages;
  for await (const { runs } of pages(store, query, {
    sort: newestFirst,
    limit: recentSuccesses,
    ...options,
  })) {
    found.push(...runs.filter(({ name, target }) => name === workflow.name && target === workflow.target));
    left -= 1;
    if (left === 0 || found.length >= recentSuccesses) break;
  }
  return found.slice(0, recentSuccesses);
}
