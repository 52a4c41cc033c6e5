import type { Capabilities } from '../../contract/capabilities.ts';
import { newestFirst, type Sort } from '../../contract/lists/sort.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import { tryParseQuery } from '../../model/query/parse/parse-query.ts';
import type { ListLook, Remembered, TargetLook } from '../shell/remembered.ts';
import { type ColumnId, columnsFor } from '../table/columns.ts';
import { allRuns, allViews, type View } from '../table/views.ts';

type Shown = { readonly target: TargetInfo; readonly can: Capabilities };

export type ListStart = {
  readonly view: View;
  readonly sort: Sort;
  readonly columns: readonly ColumnId[];
};

/** The list as the user left it; a filter from outside looks at all runs, not into the last view. */
export function restoreList(
  { views, look }: Remembered,
  { filterText = '', ...shown }: Shown & { readonly filterText?: string },
): ListStart {
  const last = allViews(views).find(({ id, filter }) => id === look.view && 'query' in tryParseQuery(filter));
  const view = filterText === '' ? (last ?? allRuns) : allRuns;
  return { view, ...listLook(view, look, shown) };
}

/** The columns and the order of a view, for what the target has and can do. */
export function listLook({ saved }: View, look: TargetLook, { target, can }: Shown): Required<ListLook> {
  const sort = saved?.sort ?? look.sort;
  const columns = saved?.columns ? columnsOfTarget(saved.columns, target) : look.columns;
  const isPossible = sort !== undefined && can.sorts.includes(sort.field);
  return {
    sort: isPossible ? sort : newestFirst,
    columns: columns ?? columnsFor(target.members !== undefined),
  };
}

/** A saved view is for every target: only a list of several has a column for the target. */
function columnsOfTarget(columns: readonly ColumnId[], { members }: TargetInfo): readonly ColumnId[] {
  const others = columns.filter(id => id !== 'target');
  if (!members) return others.length > 0 ? others : columnsFor(false);
  return columns.includes('target') ? columns : others.flatMap(id => (id === 'name' ? [id, 'target'] : [id]));
}
