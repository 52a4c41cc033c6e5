import type { Query } from '../../../model/query/query.ts';
import { resolveTime } from '../../../model/query/resolve-time.ts';
import { raw, type Sql, sql } from '../../runs/sql-template.ts';

/** Conditions of which each run of the query meets one, and no run two. */
export type Arms = readonly (readonly Sql[])[];

const startedEarly = raw('r.started_at < r.created_at');
const notStarted = raw('r.started_at IS NULL');

/**
 * Hardly any run starts before it is created, so a `started:` that ends at a time also bounds the creation
 * time: the index of newest runs begins there, and `runs_odd_start` finds the others.
 */
export function startedArms(query: Query, now: number): Arms {
  const bounds = query.clauses.flatMap(clause => {
    if (clause.type !== 'time' || clause.field !== 'started') return [];
    const ranges = clause.tests.map(test => resolveTime(test, now));
    return { before: clause.negated ? endOfOthers(ranges) : endOf(ranges), orNot: clause.negated };
  });
  const [first] = bounds.sort((a, b) => a.before - b.before);
  if (!first || first.before === Number.POSITIVE_INFINITY) return [[]];
  const later = sql`r.created_at >= ${first.before}`;
  return [
    [sql`r.created_at < ${first.before}`],
    [later, startedEarly],
    ...(first.orNot ? [[later, notStarted]] : []),
  ];
}

type Range = { readonly from?: number; readonly to?: number };

function endOf(ranges: readonly Range[]): number {
  return Math.max(...ranges.map(({ to = Number.POSITIVE_INFINITY }) => to));
}

/** The end of what is in none of the ranges. */
function endOfOthers(ranges: readonly Range[]): number {
  const open = ranges.filter(({ to }) => to === undefined);
  return Math.min(Number.POSITIVE_INFINITY, ...open.map(({ from = Number.NEGATIVE_INFINITY }) => from));
}
