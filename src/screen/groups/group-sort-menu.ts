import type { MenuItem } from '../dialogs/menu.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { type GroupSort, groupSorts } from './groups-state.ts';

export const groupSortLabels: Readonly<Record<GroupSort, string>> = {
  last: 'Last seen, latest first',
  count: 'Count, most first',
  first: 'First seen, latest first',
  share: 'Share, largest first',
};

export function openGroupSortMenu({ getState, dispatch }: SessionContext): void {
  const { groups } = getState();
  const chosen = groups?.sort;
  const hintOf = (id: GroupSort): string | undefined => {
    if (id === 'share' && !groups?.totals) return 'not known here';
    return id === chosen ? 'chosen' : undefined;
  };
  const items = groupSorts.map(
    (id): MenuItem => ({ id, label: groupSortLabels[id], ...(hintOf(id) && { hint: hintOf(id) }) }),
  );
  dispatch({
    overlay: 'menu',
    type: 'opened',
    purpose: 'group-sort',
    title: 'Order of groups',
    items,
    chosen,
  });
}

export function chooseGroupSort({ dispatch }: SessionContext, id: string): void {
  const sort = groupSorts.find(one => one === id);
  if (sort) dispatch({ type: 'groups-sorted', sort });
}
