import { parseQuery } from '../model/query/parse.ts';
import type { Query } from '../model/query/query.ts';
import type { RunKind } from '../model/run.ts';
import { activeStatuses, type RunStatus } from '../model/status.ts';
import { formatCount } from '../model/text/formats.ts';
import type { StatusCounts } from '../stores/store.ts';

/** A named filter. The filter bar narrows inside the chosen view. */
export type View = {
  readonly id: string;
  readonly label: string;
  readonly filter: string;
  /** The statuses it counts; `undefined` counts every run; absent for views whose count the store does not keep. */
  readonly counted?: readonly RunStatus[] | 'all';
};

export const builtInViews: readonly View[] = [
  { id: 'all', label: 'All', filter: '', counted: 'all' },
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
    counted: [...activeStatuses, 'unknown'],
  },
];

/** How many runs a view holds by the store's own counters, or `undefined` where they do not tell. */
export function viewCount(view: View, counts: StatusCounts | undefined): number | undefined {
  if (!counts || view.counted === undefined) return undefined;
  if (view.counted === 'all') return counts.total;
  return view.counted.reduce((sum, status) => sum + (counts[status] ?? 0), 0);
}

/** The view, the filter bar's text and the kind, as one query. Throws a `QueryError` when the text is wrong. */
export function toQuery(view: View, filterText: string, kind: RunKind | 'both'): Query {
  const clauses = [
    ...parseQuery(view.filter).clauses,
    ...(kind === 'both' ? [] : parseQuery(`kind:${kind}`).clauses),
    ...parseQuery(filterText).clauses,
  ];
  return { clauses };
}

const told: readonly (readonly [RunStatus, string])[] = [
  ['failed', 'failed'],
  ['running', 'running'],
  ['waiting', 'waiting'],
  ['sleeping', 'sleeping'],
  ['queued', 'queued'],
];

/** `41 failed`, `3 running`, `12 queued`: the counts worth telling, the most urgent first. */
export function describeCounts(counts: StatusCounts): readonly string[] {
  return told
    .filter(([status]) => (counts[status] ?? 0) > 0)
    .map(([status, word]) => `${formatCount(counts[status] ?? 0)} ${word}`);
}
