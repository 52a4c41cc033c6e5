import { compileMatcher } from '../../model/query/match/compile-matcher.ts';
import type { Query } from '../../model/query/query.ts';
import type { ScannedRun, Signal } from './run-source.ts';

export type ScanMatcher = {
  /** `undefined` when it depends on payloads. */
  readonly bySummary: (run: ScannedRun) => boolean | undefined;
  readonly byPayloads: (run: ScannedRun, options?: Signal) => Promise<boolean>;
};

/** Loads payloads only when the summary does not decide. */
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
