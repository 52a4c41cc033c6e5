import type { RunStore } from '../../contract/run-store.ts';
import { defaultScanBudget, type RunSource, type ScanBudget } from './run-source.ts';
import { countScanned, listScannedWorkflows, suggestScanned } from './scan-counts.ts';
import { readScannedPage } from './scan-page.ts';
import { readScannedTop } from './scan-top.ts';

export type ScannedLists = Pick<RunStore, 'listRuns' | 'counts' | 'workflows' | 'suggest'>;

/**
 * What a store answers about many runs, for stores that can only read them one after the other: every clause
 * by the model's own matcher, cursors that last while runs are added, and the top 1,000 of any sort. It gives
 * the thread free every few ms.
 */
export function createScannedLists(source: RunSource, budget: ScanBudget = defaultScanBudget): ScannedLists {
  const timed = (options: { readonly signal?: AbortSignal } = {}) => ({ ...options, now: Date.now() });
  return {
    listRuns: async (query, options) => {
      options.signal?.throwIfAborted();
      const { field, descending } = options.sort;
      return field === 'created' && descending
        ? readScannedPage(source, query, options, budget)
        : readScannedTop(source, query, options);
    },
    counts: async options => countScanned(source, timed(options)),
    workflows: async options => listScannedWorkflows(source, timed(options)),
    suggest: async (field, prefix, options) => suggestScanned(source, field, prefix, timed(options)),
  };
}
