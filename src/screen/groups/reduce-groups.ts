import { groupShare, type RunTotals, sortGroups } from '../../model/failure/failure-groups.ts';
import { isOfGroup, signatureOf } from '../../model/failure/failure-text.ts';
import { scrollTo, withChanges } from '../table/reduce-list.ts';
import type { GroupsReading } from './groups-actions.ts';
import type { GroupRow, GroupSort, GroupsState } from './groups-state.ts';

/** Moves the cursor to a row, or to the nearest one, once there are rows; scrolls no more than needed. */
export function moveGroupCursor(groups: GroupsState, index: number, height: number): GroupsState {
  const { rows, of } = groups;
  if (of === undefined) return { ...groups, cursorIndex: Math.max(0, index) };
  const cursorIndex = Math.max(0, Math.min(rows.length - 1, index));
  const top = scrollTo(groups.top, cursorIndex, height, rows.length);
  return withChanges(groups, { cursorIndex, cursorId: rows[cursorIndex]?.id, top });
}

export function withReading(groups: GroupsState, reading: GroupsReading, height: number): GroupsState {
  const { of, isWhole, searched, window } = reading;
  const isSame = groups.of === of;
  const known = isSame ? groups.known : undefined;
  const totals = isSame ? groups.totals : undefined;
  const ids = () => new Set(reading.groups.map(({ id }) => id));
  const next: GroupsState = {
    ...(isSame || groups.of === undefined ? groups : { ...groups, cursorIndex: 0, top: 0 }),
    ...{ of, isWhole, searched, window, totals },
    cursorId: staysFirst(groups) ? undefined : groups.cursorId,
    known: known ?? (isWhole ? ids() : undefined),
  };
  return toWanted(withRows(next, withShares(reading.groups, totals), height), height);
}

/** While groups arrive in any order, a cursor on the first row stays there. */
function staysFirst({ isWhole, of, cursorIndex }: GroupsState): boolean {
  return of !== undefined && !isWhole && cursorIndex === 0;
}

/** Moves the cursor to the group of the failure that was asked for. */
function toWanted(groups: GroupsState, height: number): GroupsState {
  const { wanted, rows } = groups;
  if (wanted === undefined) return groups;
  const index = rows.findIndex(({ id }) => isOfGroup(wanted, id));
  return index < 0 ? groups : moveGroupCursor(groups, index, height);
}

export function withTotals(groups: GroupsState, totals: RunTotals | undefined, height: number): GroupsState {
  return withRows({ ...groups, totals }, withShares(groups.rows, totals), height);
}

/** In another order the cursor goes to the top. */
export function withGroupSort(groups: GroupsState, sort: GroupSort, height: number): GroupsState {
  return moveGroupCursor({ ...groups, sort, rows: sorted(groups.rows, sort), top: 0 }, 0, height);
}

function withShares(rows: readonly GroupRow[], totals: RunTotals | undefined): readonly GroupRow[] {
  return rows.map(row => ({ ...row, share: totals && groupShare(row, totals) }));
}

/** The cursor stays on its group and, unless the first row is in sight, that group on its line. */
function withRows(groups: GroupsState, unsorted: readonly GroupRow[], height: number): GroupsState {
  const rows = sorted(unsorted, groups.sort);
  const index = indexOfGroup(rows, groups.cursorId) ?? groups.cursorIndex;
  const top = groups.top === 0 ? 0 : Math.max(0, groups.top + index - groups.cursorIndex);
  return moveGroupCursor({ ...groups, rows, top }, index, height);
}

/** A group whose id has changed, as more values tell its causes apart, is the first one of its signature. */
function indexOfGroup(rows: readonly GroupRow[], id: string | undefined): number | undefined {
  if (id === undefined) return undefined;
  const found = rows.findIndex(row => row.id === id);
  if (found >= 0) return found;
  const related = rows.findIndex(row => signatureOf(row.id) === signatureOf(id));
  return related >= 0 ? related : undefined;
}

function sorted(rows: readonly GroupRow[], sort: GroupSort): readonly GroupRow[] {
  return sortGroups(rows, sort === 'share' ? ({ share = 0 }) => share : sort);
}
