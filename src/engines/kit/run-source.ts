import type { Capabilities } from '../../contract/capabilities.ts';
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

type SourceOptions = {
  /** A source may leave out only runs that cannot match. */
  readonly query: Query;
  /** The reference of relative times, epoch ms. */
  readonly now: number;
  readonly after?: Place;
  /** A hint for the size of the first batch. */
  readonly wanted?: number;
  /** Whether the failures of the runs are going to be looked at. */
  readonly withFailures?: boolean;
} & Signal;

/** Runs that can only be read sequentially, newest first, or as `order` says. */
export type RunSource = {
  readonly order?: Capabilities['order'];
  /** In batches of any size. Rejects with an `InspectorError`. */
  readonly read: (options: SourceOptions) => AsyncIterable<readonly ScannedRun[]>;
  /** How many runs `read` yields without `after`. */
  readonly total: (options: Omit<SourceOptions, 'after' | 'wanted' | 'withFailures'>) => Promise<number>;
};

/** How much one page may read; then it is returned short. */
export type ScanBudget = { readonly ms: number; readonly rows: number };

export const defaultScanBudget: ScanBudget = { ms: 250, rows: 1_000_000 };

type WithStatus = Pick<RunSummary, 'status' | 'statusRaw'>;

/** Tests what is known of a run before its summary, by the query's clauses on statuses alone. */
export function createStatusTest({ clauses }: Query): (run: WithStatus) => boolean {
  const matches = compileMatcher({ clauses: clauses.filter(({ type }) => type === 'status') }, { now: 0 });
  return ({ status, statusRaw }) => matches({ summary: { ...blankRun, status, statusRaw } });
}

/** A run of which nothing is known yet. */
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

type Fields = Required<Capabilities>['lacks']['fields'];

/** Whether nothing matches a query where no run has these fields. */
export function asksFor(fields: Fields, { clauses }: Query): boolean {
  return clauses.some(clause => !clause.negated && 'field' in clause && fields.includes(clause.field));
}

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
