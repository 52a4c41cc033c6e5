import { joinQueries, successes } from '../../model/query/clauses.ts';
import { composeQuery, oneOfTexts } from '../../model/query/compose-query.ts';
import type { Query } from '../../model/query/query.ts';
import type { RunSummary } from '../../model/run.ts';
import { recentSuccesses, type WorkflowName } from '../../model/usual/usual.ts';
import { newestFirst } from '../lists/sort.ts';
import type { RunStore } from '../run-store.ts';

type Options = { readonly now: number; readonly signal?: AbortSignal };

/** More than one is needed where names differ only in case, with several targets, or without an index. */
const mostPages = 5;

/** The newest successes of a workflow, newest first, by its lists. */
export async function readRecentSuccesses(
  { listRuns }: Pick<RunStore, 'listRuns'>,
  workflow: WorkflowName & Pick<RunSummary, 'target'>,
  options: Options,
): Promise<readonly RunSummary[]> {
  const query = successesOf(workflow);
  const found: RunSummary[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < mostPages && found.length < recentSuccesses; pages += 1) {
    const page = await listRuns(query, { sort: newestFirst, limit: recentSuccesses, cursor, ...options });
    found.push(...page.runs.filter(run => isOf(run, workflow)));
    cursor = page.nextCursor;
    if (cursor === undefined) break;
  }
  return found.slice(0, recentSuccesses);
}

function isOf(run: RunSummary, { name, target }: Pick<RunSummary, 'name' | 'target'>): boolean {
  return run.name === name && run.target === target;
}

function successesOf({ kind, name }: WorkflowName): Query {
  return joinQueries(composeQuery({ type: 'kind', values: [kind] }, oneOfTexts('workflow', name)), successes);
}
