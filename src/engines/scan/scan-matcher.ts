import { compileMatcher } from '../../model/query/match/compile-matcher.ts';
import type { Query } from '../../model/query/query.ts';
import type { ScannedRun, Signal } from './run-source.ts';

export type ScanMatcher = {
  /** Whether the run matches; `undefined` when that depends on its payloads. */
  readonly bySummary: (run: ScannedRun) => boolean | undefined;
  readonly byPayloads: (run: ScannedRun, options?: Signal) => Promise<boolean>;
};

/** The model's matcher for runs whose payloads are loaded only where they decide. */
export function createScanMatcher(query: Query, now: number): ScanMatcher {
  const matches = compileMatcher(query, { now });
  return {
    bySummary: ({ summary, loadPayloads }) => {
      if (!loadPayloads) return matches({ summary });
      let needsPayloads = false;
      const payloads = () => {
        needsPayloads = true;
        return {};
      };
      const isMatch = matches({ summary, payloads });
      return needsPayloads ? undefined : isMatch;
    },
    byPayloads: async ({ summary, loadPayloads }, options) => {
      const payloads = (await loadPayloads?.(options)) ?? {};
      return matches({ summary, payloads: () => payloads });
    },
  };
}
