import { createComparator, sortValue } from '../../../contract/lists/run-order.ts';
import type { Sort } from '../../../contract/lists/sort.ts';
import type { RunSummary } from '../../../model/run.ts';
import { empty, raw, type Sql, sql } from '../../../query-sql/sql-template.ts';
import { mayBeSlow, sortSql, type ValueDialect } from '../../../query-sql/value-sql.ts';

/** Collects the first runs of a sort while all runs are read in another order. */
type TopRuns = {
  readonly add: (runs: readonly RunSummary[]) => void;
  readonly runs: () => readonly RunSummary[];
  /** Every run that can still be among the first meets this; absent while any run can. */
  readonly condition: () => Sql | undefined;
};

type Sorting = { readonly sort: Sort; readonly size: number; readonly now: number };

/** The sorted SQL value of a dialect; `encode` converts a text to a parameter. */
export function createTopRuns(
  { sort, size, now }: Sorting,
  dialect: ValueDialect,
  encode = (text: string) => text,
): TopRuns {
  const value = sortSql(sort.field, dialect, now);
  const compare = createComparator(sort, now);
  const reaches = raw(sort.descending ? '>=' : '<=');
  let top: readonly RunSummary[] = [];
  return {
    add(runs) {
      if (runs.length > 0) top = [...top, ...runs].sort(compare).slice(0, size);
    },
    runs: () => top,
    condition() {
      const last = top[size - 1];
      if (!last) return undefined;
      const worst = sortValue(last, sort.field, now);
      if (worst === undefined) return sql`(${value} IS NOT NULL OR r.created_at >= ${last.createdAt})`;
      if (typeof worst === 'string') return sql`${value} ${reaches} ${encode(worst)}`;
      const isNarrowed = sort.field === 'slow' && sort.descending;
      const narrowed = isNarrowed ? sql`${mayBeSlow(dialect, worst, now)} AND ` : empty;
      return sql`${narrowed}${value} ${reaches} ${worst}`;
    },
  };
}
