import { compileMatcher } from '../../model/query/match/compile-matcher.ts';
import type { Query } from '../../model/query/query.ts';
import type { ScannedRun, Signal } from './run-source.ts';

export type ScanMatcher = {
  /** Whether the run fits; `undefined` when only its payloads can tell. */
  readonly bySummary: (run: ScannedRun) => boolean | undefined;
  readonly byPayloads: (run: ScannedRun, options?: Signal) => Promise<boolean>;
};

/** The query as the model defines it, over runs whose payloads are loaded only where they decide. */
export function createScanMatcher(query: Query, now: number): ScanMatcher {
  const fits = compileMatcher(query, { now });
  return {
    bySummary: ({ summary, loadPayloads }) => {
      if (!loadPayloads) return fits({ summary });
      let isAsked = false;
      const payloads = () => {
        isAsked = true;
        return {};
      };
      const isFit = fits({ summary, payloads });
      return isAsked ? undefined : isFit;
    },
    byPayloads: async ({ summary, loadPayloads }, options) => {
      const payloads = (await loadPayloads?.(options)) ?? {};
      return fits({ summary, payloads: () => payloads });
    },
  };
}
