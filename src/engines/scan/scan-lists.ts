import { isNewestFirst, needsUsual } from '../../contract/lists/run-order.ts';
import type { RunStore } from '../../contract/run-store.ts';
import type { WorkflowUsual } from '../../model/usual/usual.ts';
import { defaultScanBudget, type RunSource, type ScanBudget, type Signal } from './run-source.ts';
import { scanCounts, scanSuggestions, scanWorkflows } from './scan-counts.ts';
import { scanFailures } from './scan-failures.ts';
import { scanPage } from './scan-page.ts';
import { scanTop } from './scan-top.ts';
import { scanUsual, withUsual } from './scan-usual.ts';

export type ScanLists = Pick<RunStore, 'listRuns' | 'counts' | 'workflows' | 'suggest'> &
  Required<Pick<RunStore, 'failures'>>;

/** What is usual for all workflows of a store, of which the runs of a list may be a part. */
type ReadUsual = (options: { readonly now: number } & Signal) => Promise<readonly WorkflowUsual[]>;

/** Cursors survive new runs; other sorts list the first 1,000. Yields to the event loop every few ms. */
export function createScanLists(
  source: RunSource,
  budget: ScanBudget = defaultScanBudget,
  readUsual: ReadUsual = options => scanUsual(source, options),
): ScanLists {
  const timed = (options: { readonly signal?: AbortSignal } = {}) => ({ ...options, now: Date.now() });
  const sourceFor = async (isUsualNeeded: boolean, options: Parameters<ReadUsual>[0]) =>
    isUsualNeeded ? withUsual(source, await readUsual(options)) : source;
  return {
    listRuns: async (query, options) => {
      options.signal?.throwIfAborted();
      const isUsualNeeded = options.usual === true || needsUsual(query, options.sort);
      const runs = await sourceFor(isUsualNeeded, options);
      return isNewestFirst(options.sort)
        ? scanPage(runs, query, options, budget)
        : scanTop(runs, query, options);
    },
    counts: async options => scanCounts(source, timed(options)),
    workflows: async options => scanWorkflows(source, timed(options)),
    failures: async (query, options) => {
      options.signal?.throwIfAborted();
      return scanFailures(await sourceFor(needsUsual(query), options), query, options, budget);
    },
    suggest: async (field, prefix, options) => scanSuggestions(source, field, prefix, timed(options)),
  };
}
