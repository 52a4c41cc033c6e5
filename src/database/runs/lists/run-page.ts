import { createComparator, formatCursor, type Place, sortValue } from '../../../contract/lists/run-order.ts';
import type { RunPage } from '../../../contract/lists/run-page.ts';
import type { Sort } from '../../../contract/lists/sort.ts';
import type { RunSummary } from '../../../model/run.ts';
import { mayBeSlow, sortSql, type ValueDialect } from '../../../query-sql/compile-clause.ts';
import { empty, raw, type Sql, sql } from '../../../query-sql/sql-template.ts';

/** The most that one page may read if no index helps. */
export type Budget = { readonly ms: number; readonly rows: number };

export const defaultBudget: Budget = { ms: 250, rows: 1_000_000 };

export type PageOptions = { readonly limit: number; readonly cursor?: string; readonly budget: Budget };

/** A page that others follow. `read` of `total` runs were scanned; without `total`, an index found all. */
export function unfinishedPage(
  runs: readonly RunSummary[],
  { createdAt, id }: Place,
  read: number,
  total?: number,
): RunPage {
  return { runs, nextCursor: formatCursor({ createdAt, id, read }), ...scanned(read, total) };
}

export function finalPage(runs: readonly RunSummary[], total?: number): RunPage {
  return { runs, ...scanned(total ?? 0, total) };
}

function scanned(read: number, total: number | undefined): Pick<RunPage, 'scanned'> {
  return total === undefined ? {} : { scanned: { read: Math.min(read, total), total } };
}

type Sorting = { readonly sort: Sort; readonly size: number; readonly now: number };

/** `encode` converts a text to a parameter of the dialect. */
export function createTopRuns(
  { sort, size, now }: Sorting,
  dialect: ValueDialect,
  encode = (text: string) => text,
) {
  const value = sortSql(sort.field, dialect, now);
  const compare = createComparator(sort, now);
  const reaches = raw(sort.descending ? '>=' : '<=');
  let top: readonly RunSummary[] = [];
  return {
    add(runs: readonly RunSummary[]) {
      if (runs.length > 0) top = [...top, ...runs].sort(compare).slice(0, size);
    },
    runs: () => top,
    /** Every run that can still be among the first meets this; absent while any run can. */
    condition(): Sql | undefined {
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
