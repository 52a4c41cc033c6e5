import type { Query } from '../../../model/query/query.ts';
import { resolveTime } from '../../../model/query/resolve-time.ts';
import { raw, type Sql, sql } from '../../runs/sql-template.ts';

export type Arm = {
  readonly conditions: readonly Sql[];
  /** Whether hardly any run meets them, which PostgreSQL does not know: `runs_odd_start` has these. */
  readonly isRare?: true;
};

/** Each run of the query meets the conditions of one, and no run those of two. */
export type Arms = readonly Arm[];

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
  if (!first || first.before === Number.POSITIVE_INFINITY) return [{ conditions: [] }];
  const later = sql`r.created_at >= ${first.before}`;
  return [
    { conditions: [sql`r.created_at < ${first.before}`] },
    { conditions: [later, startedEarly], isRare: true },
    ...(first.orNot ? [{ conditions: [later, notStarted] }] : []),
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
