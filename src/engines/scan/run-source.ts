import type { Place } from '../../contract/run-order.ts';
import type { Payloads } from '../../model/query/match/subject.ts';
import type { Query } from '../../model/query/query.ts';
import type { RunSummary } from '../../model/run.ts';

export type Signal = { readonly signal?: AbortSignal };

/** A run as a scan meets it. */
export type ScannedRun = {
  readonly summary: RunSummary;
  /** Runs between the one before and this one that were left out because they cannot match. */
  readonly passed?: number;
  /** Called at most once a question, and only when a clause cannot be decided by the summary. */
  readonly loadPayloads?: (options?: Signal) => Promise<Payloads>;
  /** Whether its payloads were loaded with those of another run, so that to load them takes no time. */
  readonly isLoaded?: () => boolean;
};

export type SourceOptions = {
  /** Runs that cannot match it may be left out, never others. */
  readonly query: Query;
  /** What relative times start from, epoch ms. */
  readonly now: number;
  readonly after?: Place;
  /** How many runs are wanted at first; only a hint for the size of the first batch. */
  readonly wanted?: number;
} & Signal;

/** Where runs can only be had one after the other, the newest first. */
export type RunSource = {
  /** Every run after a place, newest first, in batches of any size. Rejects with an `InspectorError`. */
  readonly read: (options: SourceOptions) => AsyncIterable<readonly ScannedRun[]>;
  /** How many runs `read` gives from the first one on. */
  readonly total: (options: Omit<SourceOptions, 'after' | 'wanted'>) => Promise<number>;
};

/** How much one page may read before it is given as it is. */
export type ScanBudget = { readonly ms: number; readonly rows: number };

export const defaultScanBudget: ScanBudget = { ms: 250, rows: 1_000_000 };
