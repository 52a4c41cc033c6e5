import type { FailureMark, NewFailureMark } from '../../model/failure/memory/failure-mark.ts';
import type { FailureState } from '../../model/failure/memory/failure-states.ts';
import { type GroupCopy, groupCopies } from '../../model/report/group-copies.ts';
import { reportItem, saveGroupReport } from '../copy/copy-marked.ts';
import { commandTarget, copyText } from '../copy/write-copy.ts';
import { defineMenu, itemIndex, type Menu } from '../dialogs/menu.ts';
import type { MenuItem } from '../shell/effects.ts';
import type { SessionContext, State } from '../shell/state.ts';
import { cursorGroup, type GroupRow, type GroupSort, groupSorts, groupState } from './groups-state.ts';
import { markGroup, unmarkGroup } from './mark-group.ts';

export const groupSortLabels: Readonly<Record<GroupSort, string>> = {
  last: 'Last seen, latest first',
  count: 'Count, most first',
  first: 'First seen, latest first',
  share: "Share of the workflow's runs, largest first",
};

type GroupSortMenu = Menu<'group-sort-menu'>;

export const groupSortMenu = defineMenu<GroupSortMenu>({
  type: 'group-sort-menu',
  choose: (_, id, context) => () => sortGroups(context, id),
});

export function openGroupSortMenu(context: SessionContext): void {
  const { groups } = context.getState();
  const chosen = groups?.sort;
  const hintOf = (id: GroupSort): string | undefined => {
    if (id === 'share' && !groups?.totals) return 'not known here';
    return id === chosen ? 'chosen' : undefined;
  };
  const items = groupSorts.map(
    (id): MenuItem => ({ id, label: groupSortLabels[id], ...(hintOf(id) && { hint: hintOf(id) }) }),
  );
  const index = itemIndex(items, chosen);
  groupSortMenu.open(context, { type: 'group-sort-menu', title: 'Order of groups', items, index });
}

function sortGroups({ dispatch }: SessionContext, id: string): void {
  const sort = groupSorts.find(one => one === id);
  if (sort) dispatch({ type: 'groups-sorted', sort });
}

const dayMs = 86_400_000;

const mutes: readonly (MenuItem & { readonly days?: number; readonly count?: number })[] = [
  { id: 'day', label: 'For a day', days: 1 },
  { id: 'week', label: 'For a week', days: 7 },
  { id: 'month', label: 'For 30 days', days: 30 },
  { id: 'ten', label: 'Until 10 more runs have failed', count: 10 },
  { id: 'hundred', label: 'Until 100 more runs have failed', count: 100 },
  { id: 'thousand', label: 'Until 1,000 more runs have failed', count: 1_000 },
];

/** For how long a group is muted, which is fixed when the menu opens. */
type MuteMenu = Menu<'mute-menu'> & { readonly group: GroupRow };

export const muteMenu = defineMenu<MuteMenu>({
  type: 'mute-menu',
  choose:
    ({ group }, id, context) =>
    () =>
      mute(context, id, group),
});

export function openMuteMenu(context: SessionContext): void {
  const { groups, now } = context.getState();
  const group = cursorGroup(groups);
  if (!groups || !group) return;
  const items = [
    ...mutes.map(({ id, label }) => ({ id, label })),
    ...removals(groupState(groups, group, now)),
  ];
  muteMenu.open(context, { type: 'mute-menu', title: 'Mute these failures', items, index: 0, group });
}

function removals(state: FailureState | undefined): readonly MenuItem[] {
  const { known, muted } = state ?? {};
  if (known && muted)
    return [
      { id: 'unmute', label: 'End the mute, keep the note' },
      { id: 'unmark', label: 'Remove the note and the mute' },
    ];
  if (known) return [{ id: 'unmark', label: 'Remove the note' }];
  return muted ? [{ id: 'unmark', label: 'Remove the mute' }] : [];
}

function mute(context: SessionContext, id: string, group: GroupRow): void {
  const chosen = mutes.find(one => one.id === id);
  if (!chosen) return unmarkGroup(context, group, id === 'unmute' ? noteOf(context, group) : undefined);
  const until: Pick<NewFailureMark, 'mutedUntil' | 'mutedForCount'> =
    chosen.days === undefined
      ? { mutedForCount: chosen.count }
      : { mutedUntil: context.now() + chosen.days * dayMs };
  markGroup(context, group, { kind: 'muted', ...until });
}

function noteOf({ getState }: SessionContext, group: GroupRow): FailureMark | undefined {
  const { groups, now } = getState();
  return groups && groupState(groups, group, now)?.known;
}

export function copyGroup(context: SessionContext): void {
  const group = cursorGroup(context.getState().groups);
  if (group) copyOfGroup(context, group, 'id');
}

function copyOfGroup(context: SessionContext, group: GroupRow, id: string): void {
  const copy = copiesOfGroup(context.getState(), group).find(one => one.id === id);
  if (!copy) return;
  const { text, hidden } = copy.render();
  copyText(context, text, { label: copy.label, hidden });
  context.dispatch({ type: 'group-copied', id: group.id });
}

function copiesOfGroup({ store, groups, explained, now }: State, group: GroupRow): readonly GroupCopy[] {
  return groupCopies(group, commandTarget(store.target, {}), {
    note: groups && groupState(groups, group, now)?.known,
    explained: explained?.get(group.id),
    isFirstHere: group.first.at === groups?.firstHereAt,
    now,
  });
}

/** What to copy of a group, which is fixed when the menu opens. */
type GroupCopyMenu = Menu<'group-copy-menu'> & { readonly group: GroupRow };

export const groupCopyMenu = defineMenu<GroupCopyMenu>({
  type: 'group-copy-menu',
  choose:
    ({ group }, id, context) =>
    () =>
      id === reportItem.id ? saveGroupReport(context, group) : copyOfGroup(context, group, id),
});

export function openGroupCopyMenu(context: SessionContext): void {
  const state = context.getState();
  const group = cursorGroup(state.groups);
  if (!group) return;
  const copies = copiesOfGroup(state, group).map(({ id, label }) => ({ id, label }));
  const items = [...copies, reportItem];
  groupCopyMenu.open(context, { type: 'group-copy-menu', title: 'Copy', items, index: 0, group });
}
