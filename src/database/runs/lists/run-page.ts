import type { Place } from '../../../contract/lists/run-order.ts';
import { formatCursor } from '../../../contract/lists/run-order.ts';
import type { RunPage } from '../../../contract/lists/run-page.ts';
import type { RunSummary } from '../../../model/run.ts';

/** The most that one page may read if no index helps. */
export type Budget = { readonly ms: number; readonly rows: number };

export const defaultBudget: Budget = { ms: 250, rows: 1_000_000 };

export type PageOptions = {
  readonly limit: number;
  readonly cursor?: string;
  readonly budget: Budget;
};

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
