import { createComparator, isNewestFirst, needsUsual, topSize } from '../../contract/lists/run-order.ts';
import type { ListOptions, RunPage } from '../../contract/lists/run-page.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { asksForSettled, successes } from '../../model/query/clauses.ts';
import { emptyQuery, type Query } from '../../model/query/query.ts';
import type { RunSummary } from '../../model/run.ts';
import { createRecentSuccesses, createUsualAdder, type WorkflowUsual } from '../../model/usual/usual.ts';
import type { RunSource } from './run-search.ts';
import { defaultScanBudget, type ScanBudget, type Signal } from './run-source.ts';
import { groupRuns, toCounts, toWorkflows } from './scan-counts.ts';
import { scanFailures, scanPage } from './scan-page.ts';
import { scanRuns } from './scan-runs.ts';
import { type SettledRuns, scanSettled } from './scan-settled.ts';

export type ScanLists = Pick<RunStore, 'listRuns' | 'counts' | 'workflows'> &
  Required<Pick<RunStore, 'failures'>>;

/** Reads what is usual for every workflow of a store, also for lists with a part of its runs. */
type ReadUsual = (options: { readonly now: number } & Signal) => Promise<readonly WorkflowUsual[]>;

/** Reads what settled the failed runs of a store, also for lists with a part of its runs. */
type ReadSettled = (options: { readonly now: number } & Signal) => Promise<SettledRuns>;

/** Cursors survive new runs; other sorts list the first 1,000. Yields to the event loop every few ms. */
export function createScanLists(
  source: RunSource,
  budget: ScanBudget = defaultScanBudget,
  readUsual: ReadUsual = options => scanUsual(source, options),
  readSettled: ReadSettled = options => scanSettled(source, options),
): ScanLists {
  const timed = (options: { readonly signal?: AbortSignal } = {}) => ({ ...options, now: Date.now() });
  const groups = (options?: Signal) => groupRuns(scanRuns(source, emptyQuery, timed(options)));
  const sourceFor = async (
    isUsualNeeded: boolean,
    options: Parameters<ReadUsual>[0],
    found?: SettledRuns,
  ) => {
    const usual = isUsualNeeded ? withUsual(source, await readUsual(options)) : source;
    return found ? withSettled(usual, found) : usual;
  };
  const settledFor = async (query: Query, options: Parameters<ReadSettled>[0]) =>
    asksForSettled(query) ? readSettled(options) : undefined;
  return {
    listRuns: async (query, options) => {
      options.signal?.throwIfAborted();
      const isUsualNeeded = options.usual === true || needsUsual(query, options.sort);
      const settled = await settledFor(query, options);
      const runs = await sourceFor(isUsualNeeded, options, settled);
      const page = isNewestFirst(options.sort)
        ? await scanPage(runs, query, options, budget)
        : await scanTop(runs, query, options);
      return settled && settled.notes.length > 0 ? { ...page, notes: settled.notes } : page;
    },
    counts: async options => toCounts(await groups(options)),
    workflows: async options => toWorkflows(await groups(options)),
    failures: async (query, options) => {
      options.signal?.throwIfAborted();
      const settled = await settledFor(query, options);
      return scanFailures(await sourceFor(needsUsual(query), options, settled), query, options, budget);
    },
  };
}

/** How many runs to collect before sorting: more would block the event loop for too long. */
const maxWaiting = 2_000;

/** The first matching runs in an order other than newest first. */
async function scanTop(
  source: RunSource,
  query: Query,
  { sort, limit, now, signal }: ListOptions,
): Promise<RunPage> {
  const size = Math.min(limit, topSize);
  const compare = createComparator(sort, now);
  let top: RunSummary[] = [];
  const keepBest = () => {
    top = top.sort(compare).slice(0, size);
  };
  for await (const runs of scanRuns(source, query, { now, signal })) {
    for (const run of runs) top.push(run);
    if (top.length >= size + maxWaiting) keepBest();
  }
  keepBest();
  return { runs: top };
}

/** What is usual for all workflows, by the newest successes; of very many runs, rare workflows have none. */
export async function scanUsual(
  source: RunSource,
  options: { readonly now: number } & Signal,
  most = Number.POSITIVE_INFINITY,
): Promise<readonly WorkflowUsual[]> {
  const recent = createRecentSuccesses();
  let read = 0;
  for await (const runs of scanRuns(source, successes, options)) {
    for (const run of runs) recent.add(run);
    read += runs.length;
    if (read >= most) break;
  }
  return recent.usual();
}

/** The same runs, each with what is usual for its workflow. */
function withUsual(source: RunSource, workflows: readonly WorkflowUsual[]): RunSource {
  const addUsual = createUsualAdder(workflows);
  return {
    ...source,
    async *read(options) {
      for await (const batch of source.read(options))
        yield batch.map(run => ({ ...run, summary: addUsual(run.summary) }));
    },
  };
}

/** The same runs, each failed one with what settled it. */
function withSettled(source: RunSource, { byId }: SettledRuns): RunSource {
  return {
    ...source,
    async *read(options) {
      for await (const batch of source.read(options))
        yield batch.map(run => {
          const settled = byId.get(run.summary.id);
          return settled ? { ...run, summary: { ...run.summary, settled } } : run;
        });
    },
  };
}
