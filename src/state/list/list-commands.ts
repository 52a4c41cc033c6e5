import { isSameRun } from '../../model/run.ts';
import type { Command } from '../keys/keymap.ts';
import { changeFilter } from '../overlays/filter-bar/change-filter.ts';
import { tableRows } from '../session/layout.ts';
import type { Perform, SessionContext } from '../session/session-context.ts';
import { changeCriteria } from './change-criteria.ts';
import { betterFilter } from './explain-list.ts';
import { canContinueSearch, cursorRun } from './reduce-list.ts';
import { tableColumns } from './table-columns.ts';

/** The commands of the table. */
export const listCommands: Readonly<Partial<Record<Command, Perform>>> = {
  'move-down': moveBy(() => 1),
  'move-up': moveBy(() => -1),
  'half-down': moveBy(halfPage),
  'half-up': moveBy(context => -halfPage(context)),
  'page-down': moveBy(page),
  'page-up': moveBy(context => -page(context)),
  'move-top': ({ dispatch }) => dispatch({ type: 'cursor-moved', index: 0 }),
  'move-bottom': ({ dispatch }) => dispatch({ type: 'cursor-moved', index: Number.POSITIVE_INFINITY }),
  'next-run': moveBy(() => 1),
  'previous-run': moveBy(() => -1),
  'next-error': context => moveToFailed(context, 1),
  'previous-error': context => moveToFailed(context, -1),
  open: openRun,
  back: goBack,
  filter: openFilter,
  kind: cycleKind,
  mark: ({ dispatch }) => dispatch({ type: 'mark-toggled' }),
  times: toggleTimes,
  'columns-right': context => scrollColumns(context, 1),
  'columns-left': context => scrollColumns(context, -1),
};

function moveBy(rows: (context: SessionContext) => number): Perform {
  return context => {
    const { cursorIndex } = context.getState().list;
    context.dispatch({ type: 'cursor-moved', index: cursorIndex + rows(context) });
  };
}

function page({ getState }: SessionContext): number {
  return tableRows(getState());
}

function halfPage(context: SessionContext): number {
  return Math.max(1, Math.floor(page(context) / 2));
}

function moveToFailed({ getState, dispatch }: SessionContext, by: 1 | -1): void {
  const { rows, cursorIndex } = getState().list;
  for (let index = cursorIndex + by; index >= 0 && index < rows.length; index += by) {
    if (rows[index]?.status === 'failed') return dispatch({ type: 'cursor-moved', index });
  }
  const text = by > 0 ? 'no failed run below, among those loaded' : 'no failed run above';
  dispatch({ type: 'noticed', text, tone: 'info' });
}

function openRun(context: SessionContext): void {
  const { getState, dispatch, run, list: loader } = context;
  const { list, detail } = getState();
  const summary = cursorRun(list);
  if (!summary) {
    const filterText = betterFilter(list);
    if (filterText !== undefined) changeCriteria(context, { filterText });
    else if (canContinueSearch(list)) run(() => loader.loadMore());
    return;
  }
  if (!isSameRun(detail?.summary, summary)) dispatch({ type: 'detail-opened', summary });
  dispatch({ type: 'screen-changed', screen: 'detail' });
}

/** Closes the detail, else clears the marks, else the filter. */
function goBack(context: SessionContext): void {
  const { getState, dispatch } = context;
  const { detail, list } = getState();
  if (detail) return dispatch({ type: 'detail-closed' });
  if (list.marks.size > 0) return dispatch({ type: 'marks-cleared' });
  if (list.filterText !== '') changeCriteria(context, { filterText: '' });
}

function openFilter(context: SessionContext): void {
  changeFilter(context, { type: 'opened', text: context.getState().list.filterText });
}

const kinds = ['both', 'workflow', 'agent'] as const;

function cycleKind(context: SessionContext): void {
  const at = kinds.indexOf(context.getState().list.kind);
  changeCriteria(context, { kind: kinds[(at + 1) % kinds.length] ?? 'both' });
}

function toggleTimes({ getState, dispatch }: SessionContext): void {
  dispatch({ type: 'look-changed', look: { absoluteTimes: !getState().look.absoluteTimes } });
}

function scrollColumns({ getState, dispatch }: SessionContext, by: 1 | -1): void {
  dispatch({ type: 'columns-scrolled', part: tableColumns(getState()).part + by });
}
