import { isNewer, isNewestFirst } from '../../contract/lists/run-order.ts';
import type { MissingTarget, RunPage } from '../../contract/lists/run-page.ts';
import { type RunSummary, runAddress } from '../../model/run.ts';
import type { ListState } from './list-state.ts';

type AdmittedRows = {
  readonly runs: readonly RunSummary[];
  readonly fields: Pick<ListState, 'missing' | 'partial'>;
};

type PageRange = {
  readonly isWhole: boolean;
  /** Whether it begins with the newest run, so that every target was queried. */
  readonly isFirstPart: boolean;
  readonly after?: RunSummary;
};

export function missingNames({ missing = [] }: RunPage): ReadonlySet<string> {
  return new Set(missing.map(({ target }) => target));
}

/**
 * The rows of a page to add to a list of several targets. Rows of an unreachable target stay. New runs of a
 * target that was missing are added only when all rows are read again (`isWhole`), to avoid gaps.
 */
export function admitRows(
  list: ListState,
  page: RunPage,
  { isWhole, isFirstPart, after }: PageRange,
): AdmittedRows {
  const names = missingNames(page);
  const missing = missingAfter(list, page, isFirstPart);
  const partial: ReadonlySet<string> = isWhole ? names : new Set([...list.partial, ...names]);
  const fields = { missing, partial };
  if (partial.size === 0) return { runs: page.runs, fields };
  const isOf = (targets: ReadonlySet<string>) => (run: RunSummary) => targets.has(run.target ?? '');
  const known = new Set(list.rows.filter(isOf(partial)).map(runAddress));
  const admitted = page.runs.filter(run => !isOf(partial)(run) || known.has(runAddress(run)));
  const last = page.runs.at(-1);
  const isCovered = (run: RunSummary) =>
    !(after && !isNewer(after, run)) && !(page.nextCursor !== undefined && last && isNewer(last, run));
  const kept = list.rows.filter(run => isOf(names)(run) && isCovered(run));
  if (kept.length === 0 || !isNewestFirst(list.sort)) return { runs: admitted, fields };
  return { runs: [...admitted, ...kept].sort((a, b) => (isNewer(a, b) ? -1 : 1)), fields };
}

/** A page further down does not query targets that were already missing. */
function missingAfter(
  { missing, partial }: ListState,
  page: RunPage,
  isFirstPart: boolean,
): readonly MissingTarget[] {
  const now = page.missing ?? [];
  if (isFirstPart) return now;
  return [...missing, ...now.filter(({ target }) => !partial.has(target))];
}
