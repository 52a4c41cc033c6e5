import type { FailureText } from '../../model/failure/failure-text.ts';
import type { Action } from '../shell/actions.ts';
import { tableRows } from '../shell/layout.ts';
import type { State } from '../shell/state.ts';
import { isWide } from '../shell/window-size.ts';
import { createGroups, type GroupsState, questionOf } from './groups-state.ts';
import { moveGroupCursor, withGroupSort, withReading, withTotals } from './reduce-groups.ts';

/** What an action about the groups makes of the state; `undefined` for any other. */
export function applyGroupsAction(state: State, action: Action): State | undefined {
  const height = tableRows(state);
  switch (action.type) {
    case 'groups-opened':
      return { ...state, screen: 'groups', groups: openedGroups(state, action.wanted) };
    case 'groups-closed':
      return { ...state, screen: state.groups?.openedFrom ?? 'table' };
    case 'groups-read':
      return withGroups(state, groups => withReading(groups, action.reading, height));
    case 'group-totals-read':
      return withGroups(state, groups =>
        groups.of === action.of ? withTotals(groups, action.totals, height) : groups,
      );
    case 'group-memory-read':
      return withGroups(state, groups => ({
        ...groups,
        stateOf: action.stateOf ?? groups.stateOf,
        successes: action.successes ?? groups.successes,
      }));
    case 'group-marked':
      return withGroups(state, groups => ({ ...groups, markings: groups.markings + 1 }));
    case 'group-cursor-moved':
      return withGroups(state, groups =>
        moveGroupCursor({ ...groups, wanted: undefined }, action.index, height),
      );
    case 'groups-sorted':
      return withGroups(state, groups => withGroupSort(groups, action.sort, height));
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

/** The groups of the same question are shown as they were, and read again. */
function openedGroups({ groups, list, screen }: State, wanted: FailureText | undefined): GroupsState {
  const before = groups?.of === questionOf(list) ? groups : createGroups(groups?.sort);
  const openedFrom = screen === 'detail' ? 'detail' : 'table';
  return { ...before, known: undefined, entered: undefined, openedFrom, wanted };
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
    groups: { ...groups, openedFrom: 'table', entered: { id, list } },
  };
}

/** The list is as it was before, but for what was marked and canceled meanwhile. */
function leaveGroup(state: State): State {
  const { groups, list } = state;
  if (!groups?.entered) return state;
  const { marks, markAnchor, cancels } = list;
  const before = { ...groups.entered.list, marks, markAnchor, cancels, isLoadingMore: false };
  return { ...state, screen: 'groups', list: before, groups: { ...groups, entered: undefined } };
}

/** Keeps the selected group in sight after the room has changed. */
export function settleGroups(state: State, _before: State, hasOtherRoom: boolean): State {
  const { groups } = state;
  if (!groups || !hasOtherRoom) return state;
  return { ...state, groups: moveGroupCursor(groups, groups.cursorIndex, tableRows(state)) };
}
