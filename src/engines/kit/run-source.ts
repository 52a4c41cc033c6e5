import { comesAfter, type Place } from '../../contract/lists/run-order.ts';
import { compileMatcher } from '../../model/query/match/compile-matcher.ts';
import type { Payloads } from '../../model/query/match/subject.ts';
import type { Query } from '../../model/query/query.ts';
import type { RunSummary } from '../../model/run.ts';

export type Signal = { readonly signal?: AbortSignal };

/** `withLogs`: whether a clause asks for log messages, which are read for nothing else. */
export type PayloadOptions = Signal & { readonly withLogs?: boolean };

export type ScannedRun = {
  readonly summary: RunSummary;
  /** Called at most once per store call, only when the summary does not decide a clause. */
  readonly loadPayloads?: (options?: PayloadOptions) => Promise<Payloads>;
  /** True when another run's load included these payloads, so that loading takes no time. */
  readonly isLoaded?: () => boolean;
};

/** How much one page may read; then it is returned short. */
export type ScanBudget = { readonly ms: number; readonly rows: number };

export const defaultScanBudget: ScanBudget = { ms: 250, rows: 1_000_000 };

/** Tests what is known of a run before its summary, by the query's clauses on statuses alone. */
export function createStatusTest({ clauses }: Query) {
  const matches = compileMatcher({ clauses: clauses.filter(({ type }) => type === 'status') }, { now: 0 });
  return ({ status, statusRaw }: Pick<RunSummary, 'status' | 'statusRaw'>) => {
    const summary = { ...blankRun, status, statusRaw };
    // A run of an unknown status is active until it has an end.
    return (
      matches({ summary }) || (status === 'unknown' && matches({ summary: { ...summary, finishedAt: 0 } }))
    );
  };
}

export const blankRun: RunSummary = {
  id: '',
  kind: 'workflow',
  name: '',
  status: 'unknown',
  trigger: { type: '', label: '', raw: '' },
  createdAt: 0,
  models: [],
  services: [],
};

/** Bisects a newest-first list for the first item after a place. */
export function firstAfter<T>(
  items: readonly T[],
  place: Place | undefined,
  placeOf: (item: T) => Place,
): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comesAfter(placeOf(items[middle] as T), place)) high = middle;
    else low = middle + 1;
  }
  return low;
}
