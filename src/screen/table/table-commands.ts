import { isNewestFirst, topSize } from '../../contract/lists/run-order.ts';
import { isSameRun } from '../../model/run.ts';
import { formatCount } from '../../model/text/formats.ts';
import { changeFilter } from '../filter/change-filter.ts';
import { takeBackValue } from '../frequency/filter-by-value.ts';
import { isInGroup } from '../groups/groups-state.ts';
import { leaveGroup, openGroups } from '../groups/open-groups.ts';
import type { Command } from '../shell/keymap.ts';
import { tableRows } from '../shell/layout.ts';
import { moveCommands } from '../shell/move-commands.ts';
import type { Perform, SessionContext } from '../shell/session-context.ts';
import { changeCriteria } from './change-criteria.ts';
import { betterFilter } from './explain-list.ts';
import { moveToFailed } from './failed-run.ts';
import type { ListState } from './list-state.ts';
import { clearMarks, markAll, markRange } from './marks/mark-commands.ts';
import { areRowsDue, onceThereAreRows } from './once-there-are-rows.ts';
import { canContinueSearch, cursorRun } from './reduce-list.ts';
import { tableColumns } from './table-columns.ts';

/** The commands of the table. */
export const listCommands: Readonly<Partial<Record<Command, Perform>>> = {
  ...moveCommands({ pageRows: tableRows, move }),
  'move-top': moveToTop,
  'move-bottom': moveToEnd,
  'next-run': context => move(context, 1),
  'previous-run': context => move(context, -1),
  'next-error': context => moveToFailed(context, 1),
  'previous-error': context => moveToFailed(context, -1),
  open: openRun,
  back: goBack,
  groups: openGroups,
  filter: openFilter,
  kind: cycleKind,
  mark: ({ dispatch }) => dispatch({ type: 'mark-toggled' }),
  'mark-range': markRange,
  'mark-all': markAll,
  times: toggleTimes,
  'columns-right': context => scrollColumns(context, 1),
  'columns-left': context => scrollColumns(context, -1),
};

function move(context: SessionContext, by: number): void {
  const { getState, dispatch } = context;
  const moveNow = () => dispatch({ type: 'cursor-moved', index: getState().list.cursorIndex + by });
  const { target } = getState().store;
  if (areRowsDue(getState()) && !target.isRemote) onceThereAreRows(context, moveNow);
  else moveNow();
}

function moveToTop({ getState, dispatch, run, list: loader }: SessionContext): void {
  const hasEnd = getState().list.end !== undefined;
  dispatch({ type: 'beginning-chosen' });
  if (hasEnd) run(loader.refresh);
}

/** Goes to the last run of the question; the rows between are not read. */
function moveToEnd(context: SessionContext): void {
  const { getState, dispatch, holdForRead, task, list: loader, endJump } = context;
  dispatch({ type: 'cursor-moved', index: Number.POSITIVE_INFINITY });
  const { list, store } = getState();
  if (!isNewestFirst(list.sort)) return sayThatTopEnds(list, dispatch);
  const isWhole = list.nextCursor === undefined && list.phase === 'ready';
  if (isWhole || !store.can.sorts.includes('created')) return;
  holdForRead(() =>
    task.start({ kind: 'jump', text: 'reading the last runs…' }, async signal => {
      await loader.loadEnd(signal);
      if (signal.aborted) return;
      if (getState().list.nextCursor !== undefined) return endJump();
      dispatch({ type: 'cursor-moved', index: Number.POSITIVE_INFINITY });
    }),
  );
}

/** Orders other than newest first list only the first runs. */
function sayThatTopEnds({ rows, sort }: ListState, dispatch: SessionContext['dispatch']): void {
  if (rows.length < topSize) return;
  const text = `only the first ${formatCount(topSize)} by ${sort.field} are listed`;
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
  if (isSameRun(detail?.summary, summary)) dispatch({ type: 'screen-changed', screen: 'detail' });
  else dispatch({ type: 'run-opened', summary });
}

/** Stops what takes long, else closes the detail, else clears marks, a value of the filter, or all of it. */
function goBack(context: SessionContext): void {
  const { getState, dispatch } = context;
  const { detail, list } = getState();
  const [step] = list.steps.slice(-1);
  if (context.task.stop()) return dispatch({ type: 'noticed', text: 'stopped', tone: 'info' });
  if (detail && step?.isBeside && takeBackValue(context)) return;
  if (detail) return dispatch({ type: 'detail-closed' });
  if (list.marks.size > 0) return clearMarks(context);
  if (takeBackValue(context)) return;
  if (isInGroup(context.getState())) return leaveGroup(context);
  if (list.filterText !== '') changeCriteria(context, { filterText: '' });
}

function openFilter(context: SessionContext): void {
  const hasEarlier = context.effects.memory.filters().length > 0;
  changeFilter(context, { type: 'opened', text: context.getState().list.filterText, hasEarlier });
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
