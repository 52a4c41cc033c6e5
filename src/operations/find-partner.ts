import type { RunStore } from '../contract/run-store.ts';
import { composeQuery, createdUpTo, oneOfTexts } from '../model/query/compose-query.ts';
import type { ClauseBody, Query } from '../model/query/query.ts';
import { isSameRun, type RunSummary } from '../model/run.ts';
import { readInBackground } from './list-pages.ts';

type Store = Pick<RunStore, 'listRuns' | 'target'>;
type Options = { readonly now: number; readonly signal?: AbortSignal };

const mostSuccesses = 5;
const mostListed = 200;

/**
 * The last five successes of a run's workflow, the run itself left out: those of the same type of trigger
 * come first, and those after the run only where there is none before.
 */
export async function findSuccesses(
  store: Store,
  run: RunSummary,
  options: Options,
): Promise<readonly RunSummary[]> {
  const isSuccess: ClauseBody = { type: 'status', values: [{ status: 'success' }] };
  const before = await listLike(store, run, [isSuccess, createdUpTo(run.createdAt)], options);
  return before.length > 0 ? before : await listLike(store, run, [isSuccess], options);
}

/** The run of the same workflow before a run, however it ended. */
export async function findPrevious(
  store: Store,
  run: RunSummary,
  options: Options,
): Promise<RunSummary | undefined> {
  for await (const { runs } of readInBackground(
    store,
    ofSameWorkflow(run, createdUpTo(run.createdAt)),
    listing(options),
  )) {
    const previous = runs.find(one => isOther(one, run));
    if (previous) return previous;
  }
  return undefined;
}

async function listLike(
  store: Store,
  run: RunSummary,
  clauses: readonly ClauseBody[],
  options: Options,
): Promise<readonly RunSummary[]> {
  const alike: RunSummary[] = [];
  const others: RunSummary[] = [];
  for await (const { runs } of readInBackground(store, ofSameWorkflow(run, ...clauses), listing(options))) {
    for (const one of runs)
      if (isOther(one, run)) (one.trigger.type === run.trigger.type ? alike : others).push(one);
    if (alike.length >= mostSuccesses) break;
  }
  return [...alike, ...others].slice(0, mostSuccesses);
}

/** Nothing else of the options: stores send them to threads, which take no functions. */
function listing({ now, signal }: Options) {
  return { now, signal, most: mostListed };
}

/** A merged list has runs of other targets, too. */
function isOther(one: RunSummary, run: RunSummary): boolean {
  return one.target === run.target && one.kind === run.kind && !isSameRun(one, run);
}

function ofSameWorkflow({ name, kind }: RunSummary, ...clauses: readonly ClauseBody[]): Query {
  return composeQuery({ type: 'kind', values: [kind] }, oneOfTexts('workflow', name), ...clauses);
}
