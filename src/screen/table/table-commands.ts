import { isNewestFirst, topSize } from '../../contract/lists/run-order.ts';
import { isSameRun } from '../../model/run.ts';
import { formatCount } from '../../model/text/formats.ts';
import { type Command, nameCommands } from '../shell/keymap.ts';
import { tableRows } from '../shell/layout.ts';
import { moveCommands, sharedKey, stepByRows } from '../shell/shared-commands.ts';
import type { SessionContext, State } from '../shell/state.ts';
import { areRowsDue, onceThereAreRows } from './await-rows.ts';
import { isOnFailed, mayHaveFailure, moveToFailed } from './failed-run.ts';
import { keepShownRow } from './first-rows.ts';
import { changeCriteria } from './list-actions.ts';
import { betterFilter } from './list-reading.ts';
import type { ListState } from './list-state.ts';
import { markAll, markRange } from './mark-commands.ts';
import { hasMarks, noChoiceReason, noRunReason } from './picked-run.ts';
import { canContinueSearch, cursorRun } from './reduce-list.ts';
import { tableColumns } from './table-columns.ts';
import { openColumnsMenu, openSortMenu, reverseSort, whyNotReversed } from './table-menus.ts';

const where = ['table'] as const;
const look = nameCommands({ where, group: 'Look' });
const lookWithGroups = nameCommands({ where: ['table', 'groups'], group: 'Look' });
const mark = nameCommands({ where, group: 'Act', waits: true, disabled: noChoiceReason });

export const tableCommands: readonly Command[] = [
  ...moveCommands({
    where: 'table',
    step: stepByRows({ pageRows: tableRows, move }),
    top: moveToTop,
    bottom: moveToEnd,
    hasRows,
    ends: { top: 'to the first line, and follow new runs', bottom: 'to the last run that matches' },
  }),
  {
    ...sharedKey('open'),
    where,
    waits: true,
    disabled: state => (nextList(state.list) === undefined ? noRunReason(state) : undefined),
    hint: { rank: 20, label: ({ list }) => (cursorRun(list) ? undefined : nextList(list)) },
    run: openRun,
  },
  { ...sharedKey('previous-run'), where, run: context => move(context, -1) },
  { ...sharedKey('next-run'), where, run: context => move(context, 1) },
  {
    ...sharedKey('next-error'),
    where,
    hint: {
      when: state => !hasMarks(state) && mayHaveFailure(state),
      label: state => (isOnFailed(state) ? 'next failure' : 'newest failure'),
    },
    run: context => moveToFailed(context, 1),
  },
  { ...sharedKey('previous-error'), where, run: context => moveToFailed(context, -1) },
  { ...sharedKey('sort'), where, hint: { rank: 88, when: hasRows }, run: openSortMenu },
  {
    ...look('reverse', 'S', 'reverse', 'reverse the order'),
    isRare: true,
    disabled: whyNotReversed,
    run: reverseSort,
  },
  { ...look('columns', 'c', 'columns', 'choose the columns'), run: openColumnsMenu },
  {
    ...look('columns-left', '< left', 'columns', 'show the columns to the left'),
    disabled: state => (tableColumns(state).part === 0 ? 'these are the first columns' : undefined),
    hint: { rank: 83, when: hasRows },
    run: context => scrollColumns(context, -1),
  },
  {
    ...look('columns-right', '> right', 'columns', 'show the columns to the right that do not fit'),
    disabled: lastColumnsReason,
    hint: { rank: 84, when: hasRows },
    run: context => scrollColumns(context, 1),
  },
  {
    ...lookWithGroups('kind', 'K', 'kind', 'choose the kind of runs: workflows, agents, or both'),
    run: cycleKind,
  },
  {
    ...lookWithGroups('times', 'T', 'times', 'absolute or relative times'),
    hint: { rank: ({ screen }) => (screen === 'groups' ? 80 : undefined) },
    run: ({ getState, dispatch }) =>
      dispatch({ type: 'look-changed', look: { absoluteTimes: !getState().look.absoluteTimes } }),
  },
  {
    ...mark('mark', 'space', 'mark', 'mark the run, to cancel, run again or copy several'),
    hint: { rank: state => (hasMarks(state) ? 12 : 80) },
    run: ({ dispatch }) => dispatch({ type: 'mark-toggled' }),
  },
  { ...mark('mark-range', 'V', 'mark to here', 'mark the runs from the last mark to here'), run: markRange },
  { ...mark('mark-all', 'M', 'mark all', 'mark every run that matches'), run: markAll },
];

function hasRows({ list }: State): boolean {
  return list.rows.length > 0;
}

function nextList(list: ListState): string | undefined {
  if (canContinueSearch(list)) return 'continue';
  return betterFilter(list) === undefined ? undefined : 'list that';
}

function lastColumnsReason(state: State): string | undefined {
  const { after, before } = tableColumns(state);
  if (after.length > 0) return undefined;
  return before.length > 0 ? 'these are the last columns' : 'all columns are on the screen';
}

function move(context: SessionContext, by: number): void {
  const { getState, dispatch } = context;
  if (by > 0) keepShownRow(context);
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

/** Goes to the last matching run without reading the rows between. */
function moveToEnd(context: SessionContext): void {
  const { getState, dispatch, say, holdForRead, task, list: loader, endJump } = context;
  dispatch({ type: 'cursor-moved', index: Number.POSITIVE_INFINITY });
  const { list, store } = getState();
  if (!isNewestFirst(list.sort)) {
    // Orders other than newest first list only the first runs.
    const isCut = list.rows.length >= topSize;
    if (isCut) say(`only the first ${formatCount(topSize)} by ${list.sort.field} are listed`);
    return;
  }
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

const kinds = ['both', 'workflow', 'agent'] as const;

function cycleKind(context: SessionContext): void {
  const at = kinds.indexOf(context.getState().list.kind);
  changeCriteria(context, { kind: kinds[(at + 1) % kinds.length] ?? 'both' });
}

function scrollColumns({ getState, dispatch }: SessionContext, by: 1 | -1): void {
  dispatch({ type: 'columns-scrolled', part: tableColumns(getState()).part + by });
}
