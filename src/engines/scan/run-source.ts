import type { Place } from '../../contract/run-order.ts';
import type { Payloads } from '../../model/query/match/subject.ts';
import type { Query } from '../../model/query/query.ts';
import type { RunSummary } from '../../model/run.ts';

export type Signal = { readonly signal?: AbortSignal };

/** A run as a scan reads it. */
export type ScannedRun = {
  readonly summary: RunSummary;
  /** How many runs before this one were left out because they cannot match. */
  readonly passed?: number;
  /** Called at most once per call of the store, and only when the summary does not decide a clause. */
  readonly loadPayloads?: (options?: Signal) => Promise<Payloads>;
  /** Whether the payloads were already loaded together with another run's, so that loading takes no time. */
  readonly isLoaded?: () => boolean;
};

export type SourceOptions = {
  /** Only runs that cannot match it may be left out. */
  readonly query: Query;
  /** The time to which relative times refer, epoch ms. */
  readonly now: number;
  readonly after?: Place;
  /** A hint for the size of the first batch. */
  readonly wanted?: number;
} & Signal;

/** Runs that can only be read one after the other, the newest first. */
export type RunSource = {
  /** Every run after a place, newest first, in batches of any size. Rejects with an `InspectorError`. */
  readonly read: (options: SourceOptions) => AsyncIterable<readonly ScannedRun[]>;
  /** How many runs `read` gives in all. */
  readonly total: (options: Omit<SourceOptions, 'after' | 'wanted'>) => Promise<number>;
};

/** How much one page may read before it is returned as it is. */
export type ScanBudget = { readonly ms: number; readonly rows: number };

export const defaultScanBudget: ScanBudget = { ms: 250, rows: 1_000_000 };
