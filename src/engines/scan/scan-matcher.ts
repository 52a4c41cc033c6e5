import { compileMatcher } from '../../model/query/match/compile-matcher.ts';
import type { Query } from '../../model/query/query.ts';
import type { ScannedRun, Signal } from './run-source.ts';

/** Loads payloads only when the summary does not decide. */
export function createScanMatcher(query: Query, now: number) {
  const matches = compileMatcher(query, { now });
  return {
    /** `undefined` when it depends on payloads. */
    bySummary: ({ summary, loadPayloads }: ScannedRun): boolean | undefined => {
      if (!loadPayloads) return matches({ summary });
      let needsPayloads = false;
      const payloads = () => {
        needsPayloads = true;
        return {};
      };
      const isMatch = matches({ summary, payloads });
      return needsPayloads ? undefined : isMatch;
    },
    byPayloads: async ({ summary, loadPayloads }: ScannedRun, options: Signal): Promise<boolean> => {
      const payloads = (await loadPayloads?.(options)) ?? {};
      return matches({ summary, payloads: () => payloads });
    },
  };
}
