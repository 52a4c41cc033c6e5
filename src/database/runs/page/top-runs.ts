import { compareRuns, sortValue } from '../../../contract/run-order.ts';
import type { Sort } from '../../../contract/run-store.ts';
import type { RunSummary } from '../../../model/run.ts';
import { raw, type Sql, sql } from '../sql-template.ts';

/** Collects the first runs of a sort while all runs are read in another order. */
export type TopRuns = {
  readonly add: (runs: readonly RunSummary[]) => void;
  readonly runs: () => readonly RunSummary[];
  /** Every run that can still be among the first meets this; absent while any run can. */
  readonly condition: () => Sql | undefined;
};

/** `value` is the sorted SQL value; `encode` converts a text to a parameter. */
export function createTopRuns(
  { sort, size, now }: { readonly sort: Sort; readonly size: number; readonly now: number },
  value: Sql,
  encode = (text: string) => text,
): TopRuns {
  const compare = compareRuns(sort, now);
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
      if (worst === undefined) return sql`${value} IS NOT NULL`;
      return sql`${value} ${reaches} ${typeof worst === 'string' ? encode(worst) : worst}`;
    },
  };
}
