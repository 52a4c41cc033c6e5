import { compareRuns, sortValue } from '../../../contract/run-order.ts';
import type { Sort } from '../../../contract/run-store.ts';
import type { RunSummary } from '../../../model/run.ts';
import { raw, type Sql, sql } from '../sql-template.ts';

/** The first runs of a sort, while all runs are read once in another order. */
export type TopRuns = {
  readonly add: (runs: readonly RunSummary[]) => void;
  readonly runs: () => readonly RunSummary[];
  /** What every run meets that may still come among them; absent as long as any may. */
  readonly condition: () => Sql | undefined;
};

/** `value` is what a row is sorted by; `encode` turns a text into a parameter. */
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
