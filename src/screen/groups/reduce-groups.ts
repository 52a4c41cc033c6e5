import {
  type FailureGroup,
  type RunTotals,
  runsOfWorkflows,
  sortGroups,
} from '../../model/failure/failure-groups.ts';
import { type FailureText, isOfGroup, signatureOf } from '../../model/failure/failure-text.ts';
import { toShown } from '../../model/failure/memory/failure-mark.ts';
import type { FailureStateKind } from '../../model/failure/memory/failure-states.ts';
import { isWide, tableRows } from '../shell/layout.ts';
import type { Action, State } from '../shell/state.ts';
import { scrollTo, withChanges } from '../table/reduce-list.ts';
import {
  createGroups,
  type GroupRow,
  type GroupSort,
  type GroupsState,
  type GroupsWindow,
  groupState,
  type Opens,
  questionOf,
  withOpens,
} from './groups-state.ts';

/** Moves to the nearest row; before there are rows, any index is kept. */
function moveGroupCursor(groups: GroupsState, index: number, height: number): GroupsState {
  const { rows, of } = groups;
  if (of === undefined) return { ...groups, cursorIndex: Math.max(0, index) };
  const cursorIndex = Math.max(0, Math.min(rows.length - 1, index));
  const top = scrollTo(groups.top, cursorIndex, height, rows.length);
  return withChanges(groups, { cursorIndex, cursorId: rows[cursorIndex]?.id, top });
}

type Room = { readonly height: number; readonly now: number };

function withReading(groups: GroupsState, reading: GroupsReading, room: Room): GroupsState {
  const { of, isWhole, searched, window } = reading;
  const isSame = groups.of === of;
  // While groups arrive in any order, a cursor on the first row stays on the first row.
  const staysFirst = groups.of !== undefined && !groups.isWhole && groups.cursorIndex === 0;
  const known = isSame ? groups.known : undefined;
  const totals = isSame ? groups.totals : undefined;
  const opens = isSame ? groups.opens : undefined;
  const ids = () => new Set(reading.groups.map(({ id }) => id));
  const next: GroupsState = {
    ...(isSame || groups.of === undefined ? groups : { ...groups, cursorIndex: 0, top: 0 }),
    ...{ of, isWhole, searched, window, totals, opens },
    cursorId: staysFirst ? undefined : groups.cursorId,
    known: known ?? (isWhole ? ids() : undefined),
  };
  const rows = withOpens(withShares(reading.groups, totals), opens);
  return toWanted(withRows(next, rows, room), room.height);
}

function toWanted(groups: GroupsState, height: number): GroupsState {
  const { wanted, rows } = groups;
  if (wanted === undefined) return groups;
  const index = rows.findIndex(({ id }) => isOfGroup(wanted, id));
  return index < 0 ? groups : moveGroupCursor(groups, index, height);
}

function withGroupSort(groups: GroupsState, sort: GroupSort, height: number): GroupsState {
  const order = (rows: readonly GroupRow[]) => sorted(rows, sort);
  const next = { ...groups, sort, all: order(groups.all), rows: order(groups.rows), top: 0 };
  return moveGroupCursor(next, 0, height);
}

function withShares(rows: readonly GroupRow[], totals: RunTotals | undefined): readonly GroupRow[] {
  return rows.map(row => ({ ...row, ofRuns: totals && runsOfWorkflows(row, totals) }));
}

/** The cursor stays on its group, which stays on its line unless the first row is in sight. */
function withRows(groups: GroupsState, unsorted: readonly GroupRow[], { height, now }: Room): GroupsState {
  const { only } = groups;
  const all = sorted(unsorted, groups.sort);
  const rows = only === undefined ? all : all.filter(group => groupState(groups, group, now)?.kind === only);
  const index = indexOfGroup(rows, groups.cursorId) ?? groups.cursorIndex;
  const top = groups.top === 0 ? 0 : Math.max(0, groups.top + index - groups.cursorIndex);
  return moveGroupCursor({ ...groups, all, rows, top }, index, height);
}

/** New values may split a group and change its id: then the first group with its signature is found. */
function indexOfGroup(rows: readonly GroupRow[], id: string | undefined): number | undefined {
  if (id === undefined) return undefined;
  const found = rows.findIndex(row => row.id === id);
  if (found >= 0) return found;
  const related = rows.findIndex(row => signatureOf(row.id) === signatureOf(id));
  return related >= 0 ? related : undefined;
}

function sorted(rows: readonly GroupRow[], sort: GroupSort): readonly GroupRow[] {
  return sortGroups(rows, sort === 'share' ? ({ count, ofRuns }) => (ofRuns ? count / ofRuns : 0) : sort);
}

type GroupsAction =
  | { readonly type: 'groups-opened'; readonly wanted?: FailureText }
  | { readonly type: 'groups-closed' }
  | { readonly type: 'groups-read'; readonly reading: GroupsReading }
  | { readonly type: 'group-totals-read'; readonly of: string; readonly totals?: RunTotals }
  | { readonly type: 'group-opens-read'; readonly of: string; readonly opens: Opens }
  | ({ readonly type: 'group-memory-read' } & Pick<GroupsState, 'stateOf' | 'successes' | 'firstHereAt'>)
  | { readonly type: 'group-copied'; readonly id: string }
  | { readonly type: 'group-marked' }
  | { readonly type: 'group-cursor-moved'; readonly index: number }
  | { readonly type: 'groups-sorted'; readonly sort: GroupSort }
  | { readonly type: 'groups-limited'; readonly only?: FailureStateKind }
  | { readonly type: 'group-entered'; readonly id: string }
  | { readonly type: 'group-left' };

export type GroupsReading = Pick<GroupsState, 'isWhole' | 'searched'> & {
  readonly of: string;
  readonly window: GroupsWindow;
  readonly groups: readonly FailureGroup[];
};

declare module '../shell/state.ts' {
  interface Actions {
    readonly groups: GroupsAction;
  }
}

export function applyGroupsAction(state: State, action: Action): State | undefined {
  const height = tableRows(state);
  const room: Room = { height, now: state.now };
  switch (action.type) {
    case 'groups-opened':
      return { ...state, screen: 'groups', groups: openedGroups(state, action.wanted) };
    case 'groups-closed':
      return { ...state, screen: state.groups?.openedFrom ?? 'table' };
    case 'groups-read':
      return withGroups(state, groups => withReading(groups, action.reading, room));
    case 'group-totals-read':
      return withGroups(state, groups => {
        const { of, totals } = action;
        if (groups.of !== of) return groups;
        return withRows({ ...groups, totals }, withShares(groups.all, totals), room);
      });
    case 'group-opens-read':
      return withGroups(state, groups => {
        const { of, opens } = action;
        return groups.of === of ? withRows({ ...groups, opens }, withOpens(groups.all, opens), room) : groups;
      });
    case 'group-memory-read':
      return withGroups(state, groups => {
        const { stateOf = groups.stateOf, successes = groups.successes } = action;
        const firstHereAt = action.successes ? action.firstHereAt : groups.firstHereAt;
        const next = { ...groups, stateOf, successes, firstHereAt };
        return next.only === undefined ? next : withRows(next, next.all, room);
      });
    case 'group-marked':
      return withGroups(state, groups => ({ ...groups, markings: groups.markings + 1 }));
    case 'group-copied':
      return withGroups(state, groups => withSeen(groups, action.id));
    case 'group-cursor-moved':
      return withGroups(state, groups =>
        moveGroupCursor({ ...groups, wanted: undefined }, action.index, height),
      );
    case 'groups-sorted':
      return withGroups(state, groups => withGroupSort(groups, action.sort, height));
    case 'groups-limited':
      return withGroups(state, groups => withRows({ ...groups, only: action.only }, groups.all, room));
    case 'group-entered':
      return enterGroup(state, action.id);
    case 'group-left':
      return leaveGroup(state);
    default:
      return undefined;
  }
}

function withGroups(state: State, change: (groups: GroupsState) => GroupsState): State {
  return state.groups ? { ...state, groups: change(state.groups) } : state;
}

function withSeen(groups: GroupsState, id: string): GroupsState {
  const group = groups.all.find(row => row.id === id);
  return group ? { ...groups, seen: { failureId: id, shown: toShown(group) } } : groups;
}

/** Groups of the same question are shown as they were while they are read again. */
function openedGroups({ groups, list, screen }: State, wanted: FailureText | undefined): GroupsState {
  const before = groups?.of === questionOf(list) ? groups : createGroups(groups?.sort);
  const shown = wanted === undefined ? before : { ...before, only: undefined, rows: before.all };
  const openedFrom = screen === 'detail' ? 'detail' : 'table';
  return { ...shown, known: undefined, entered: undefined, openedFrom, wanted };
}

function enterGroup(state: State, id: string): State {
  const { list, groups, size, detail } = state;
  if (!groups) return state;
  const atTop = { follow: 'ready', cursorAddress: undefined, cursorIndex: 0, top: 0, newAbove: 0 } as const;
  return {
    ...state,
    screen: 'table',
    detail: isWide(size) ? detail : undefined,
    list: { ...list, ...atTop },
    groups: { ...withSeen(groups, id), openedFrom: 'table', entered: { id, list } },
  };
}

/** The list is as it was before, except for what was marked and canceled since. */
function leaveGroup(state: State): State {
  const { groups, list } = state;
  if (!groups?.entered) return state;
  const { marks, markAnchor, cancels } = list;
  const before = { ...groups.entered.list, marks, markAnchor, cancels, isLoadingMore: false };
  return { ...state, screen: 'groups', list: before, groups: { ...groups, entered: undefined } };
}

export function settleGroups(state: State, _before: State, hasOtherRoom: boolean): State {
  const { groups } = state;
  if (!groups || !hasOtherRoom) return state;
  return { ...state, groups: moveGroupCursor(groups, groups.cursorIndex, tableRows(state)) };
}
