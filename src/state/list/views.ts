import type { MissingTarget, StatusCounts } from '../../contract/run-store.ts';
import { parseQuery } from '../../model/query/parse/parse-query.ts';
import type { Query } from '../../model/query/query.ts';
import type { RunKind } from '../../model/run.ts';
import { activeStatuses, type RunStatus } from '../../model/status.ts';
import { formatCount } from '../../model/text/formats.ts';

/** A named filter. The filter bar filters within the chosen view. */
export type View = {
  readonly id: string;
  readonly label: string;
  readonly filter: string;
  /** The statuses that it counts; absent for a view that the store keeps no count for. */
  readonly counted?: readonly RunStatus[] | 'all';
};

export const allRuns: View = { id: 'all', label: 'All', filter: '', counted: 'all' };

export const builtInViews: readonly View[] = [
  allRuns,
  {
    id: 'failed',
    label: 'Failed',
    filter: 'status:failed',
    counted: ['failed'],
  },
  {
    id: 'running',
    label: 'Running',
    filter: 'status:active',
    counted: activeStatuses,
  },
];

/** The counts by status; `undefined` while some targets are missing, whose counts are unknown. */
export function shownCounts({ store, list }: Shown): StatusCounts | undefined {
  return list.missing.length > 0 ? undefined : store.counts;
}

type Shown = {
  readonly store: { readonly counts?: StatusCounts };
  readonly list: { readonly missing: readonly MissingTarget[] };
};

export type ViewCount = {
  readonly runs: number;
  /** Whether there may be more: runs of an unknown status may be active or not. */
  readonly isAtLeast: boolean;
};

/** How many runs a view has by the store's counters; `undefined` where they do not say. */
export function viewCount(view: View, counts: StatusCounts | undefined): ViewCount | undefined {
  if (!counts || view.counted === undefined) return undefined;
  if (view.counted === 'all') return { runs: counts.total, isAtLeast: false };
  const runs = view.counted.reduce((sum, status) => sum + (counts[status] ?? 0), 0);
  return { runs, isAtLeast: view.counted === activeStatuses && (counts.unknown ?? 0) > 0 };
}

/** `4`, and `4+` where there may be more. */
export function describeCount({ runs, isAtLeast }: ViewCount): string {
  return `${formatCount(runs)}${isAtLeast ? '+' : ''}`;
}

/**
 * The view, the filter bar's text and the kind, as one query. Throws a `QueryError` when the text is wrong.
 */
export function toQuery(view: View, filterText: string, kind: RunKind | 'both'): Query {
  const clauses = [
    ...parseQuery(view.filter).clauses,
    ...(kind === 'both' ? [] : parseQuery(`kind:${kind}`).clauses),
    ...parseQuery(filterText).clauses,
  ];
  return { clauses };
}

const shownStatuses: readonly (readonly [RunStatus, string])[] = [
  ['failed', 'failed'],
  ['running', 'running'],
  ['waiting', 'waiting'],
  ['sleeping', 'sleeping'],
  ['queued', 'queued'],
];

/** `41 failed`, `3 running`, `12 queued`: the counts that need attention, the most urgent first. */
export function describeCounts(counts: StatusCounts): readonly string[] {
  return shownStatuses
    .filter(([status]) => (counts[status] ?? 0) > 0)
    .map(([status, word]) => `${formatCount(counts[status] ?? 0)} ${word}`);
}
