import type { Capabilities } from '../../contract/capabilities.ts';
import { newestFirst } from '../../contract/lists/sort.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import { tryParseQuery } from '../../model/query/parse/parse-query.ts';
import {
  type ListLook,
  lookKey,
  type Memory,
  type Remembered,
  type TargetLook,
} from '../shell/remembered.ts';
import type { Reaction, SessionContext, State } from '../shell/state.ts';
import { type ColumnId, columnsFor } from '../table/columns.ts';
import { allRuns, allViews, type View } from '../table/list-state.ts';

type Shown = { readonly target: TargetInfo; readonly can: Capabilities };

/** The list as the user left it; a filter from outside applies to all runs, not to the last view. */
export function restoreList(
  { views, look }: Remembered,
  { filterText = '', ...shown }: Shown & { readonly filterText?: string },
): Required<ListLook> & { readonly view: View } {
  const last = allViews(views).find(({ id, filter }) => id === look.view && 'query' in tryParseQuery(filter));
  const view = filterText === '' ? (last ?? allRuns) : allRuns;
  return { view, ...listLook(view, look, shown) };
}

export function listLook({ saved }: View, look: TargetLook, { target, can }: Shown): Required<ListLook> {
  const sort = saved?.sort ?? look.sort;
  const columns = saved?.columns ? columnsOfTarget(saved.columns, target) : look.columns;
  const isPossible = sort !== undefined && can.sorts.includes(sort.field);
  return {
    sort: isPossible ? sort : newestFirst,
    columns: columns ?? columnsFor(target.members !== undefined),
  };
}

/** A saved view is for every target, but only a list of several has a target column. */
function columnsOfTarget(columns: readonly ColumnId[], { members }: TargetInfo): readonly ColumnId[] {
  const others = columns.filter(id => id !== 'target');
  if (!members) return others.length > 0 ? others : columnsFor(false);
  return columns.includes('target') ? columns : others.flatMap(id => (id === 'name' ? [id, 'target'] : [id]));
}

/** Remembers what the user changes; reports once if nothing can be kept. */
export function createLookReaction({ effects: { memory }, say }: SessionContext): Reaction {
  let isReported = false;
  const react = (before: State, after: State): void => {
    if (before.store.target !== after.store.target || !rememberChange(memory, before, after)) return;
    const problem = memory.problem();
    if (problem === undefined || isReported) return;
    isReported = true;
    say(`what you choose lasts until you quit: ${problem}`, 'error');
  };
  return { react, stop: () => {} };
}

function rememberChange(memory: Memory, before: State, after: State): boolean {
  const { view } = after.list;
  const isSameView = view.id === before.list.view.id;
  const ofList = isSameView ? listChange(before, after) : {};
  const stored = view.saved && memory.views().find(({ label }) => label === view.label);
  const ofTarget: TargetLook = {
    ...(isSameView ? undefined : { view: view.id }),
    ...(view.saved ? undefined : ofList),
    ...lookChange(before.look, after.look),
  };
  const hasTarget = Object.keys(ofTarget).length > 0;
  const hasView = stored !== undefined && Object.keys(ofList).length > 0;
  if (hasTarget) memory.rememberLook(lookKey(after.store.target), ofTarget);
  if (hasView) memory.saveView({ ...stored, ...ofList });
  return hasTarget || hasView;
}

function listChange(before: State, { look: { columns }, list: { sort } }: State): ListLook {
  return {
    ...(columns === before.look.columns ? undefined : { columns }),
    ...(sort === before.list.sort ? undefined : { sort }),
  };
}

function lookChange(before: State['look'], { absoluteTimes, format, wrap }: State['look']): TargetLook {
  return {
    ...(before.absoluteTimes === absoluteTimes ? undefined : { absoluteTimes }),
    ...(before.format === format ? undefined : { format }),
    ...(before.wrap === wrap ? undefined : { wrap }),
  };
}
