import type { RunStore } from '../../contract/run-store.ts';
import { defaultScanBudget, type RunSource, type ScanBudget } from './run-source.ts';
import { scanCounts, scanSuggestions, scanWorkflows } from './scan-counts.ts';
import { scanFailures } from './scan-failures.ts';
import { scanPage } from './scan-page.ts';
import { scanTop } from './scan-top.ts';

export type ScanLists = Pick<RunStore, 'listRuns' | 'counts' | 'workflows' | 'suggest'> &
  Required<Pick<RunStore, 'failures'>>;

/** Cursors survive new runs; other sorts list the first 1,000. Yields to the event loop every few ms. */
export function createScanLists(source: RunSource, budget: ScanBudget = defaultScanBudget): ScanLists {
  const timed = (options: { readonly signal?: AbortSignal } = {}) => ({ ...options, now: Date.now() });
  return {
    listRuns: async (query, options) => {
      options.signal?.throwIfAborted();
      const { field, descending } = options.sort;
      return field === 'created' && descending
        ? scanPage(source, query, options, budget)
        : scanTop(source, query, options);
    },
    counts: async options => scanCounts(source, timed(options)),
    workflows: async options => scanWorkflows(source, timed(options)),
    failures: async (query, options) => {
      options.signal?.throwIfAborted();
      return scanFailures(source, query, options, budget);
    },
    suggest: async (field, prefix, options) => scanSuggestions(source, field, prefix, timed(options)),
  };
}
