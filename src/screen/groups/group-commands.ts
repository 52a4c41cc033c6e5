import type { NewFailureMark } from '../../model/failure/memory/failure-mark.ts';
import type { FailureState, FailureStateKind } from '../../model/failure/memory/failure-states.ts';
import { type GroupCopy, groupCopies } from '../../model/report/group-copies.ts';
import { whyNoneAgain } from '../acts/chosen-runs.ts';
import { commandTarget, copyText } from '../copy/copy.ts';
import { reportItem, saveGroupReport } from '../copy/copy-marked.ts';
import { type Choice, offer } from '../dialogs/menu.ts';
import { type Command, nameCommands } from '../shell/keymap.ts';
import { tableRows } from '../shell/layout.ts';
import { backCommand, leaveCommand, moveCommands, sharedKey, stepByRows } from '../shell/shared-commands.ts';
import type { SessionContext, State } from '../shell/state.ts';
import { hasFailures, unlessMarked } from '../table/picked-run.ts';
import {
  cursorGroup,
  type GroupRow,
  type GroupSort,
  groupSorts,
  groupState,
  noGroupReason,
  noReadGroupReason,
} from './groups-state.ts';
import { markGroup, openNoteFailure, unmarkGroup } from './mark-group.ts';
import { enterGroup, openGroupOfRun, openGroups, openRetryGroup } from './open-groups.ts';

const where = ['groups'] as const;
const act = nameCommands({ where, group: 'Act' });
const find = nameCommands({ where, group: 'Find' });
const understand = nameCommands({ where, group: 'Understand' });
const groupsKey = understand(
  'groups',
  '!',
  'groups',
  'group the failed runs by cause; again: back to the runs',
);

export const groupCommands: readonly Command[] = [
  { ...groupsKey, where: ['table'], hint: unlessMarked(hasFailures), run: openGroups },
  {
    ...groupsKey,
    where: ['detail'],
    hint: { when: ({ detail }) => detail?.summary.status === 'failed', label: () => 'group' },
    run: openGroupOfRun,
  },
  { ...groupsKey, run: close },
  ...moveCommands({
    where: 'groups',
    step: stepByRows({ pageRows: tableRows, move }),
    top: ({ dispatch }) => dispatch({ type: 'group-cursor-moved', index: 0 }),
    bottom: ({ dispatch }) => dispatch({ type: 'group-cursor-moved', index: Number.POSITIVE_INFINITY }),
    hasRows,
  }),
  {
    ...sharedKey('open'),
    where,
    waits: true,
    disabled: noReadGroupReason,
    hint: { rank: 20, label: () => 'runs' },
    run: enterGroup,
  },
  backCommand({ where, run: goBack }),
  leaveCommand({ where, run: close }),
  { ...sharedKey('sort'), where, hint: { rank: 70, when: hasRows }, run: openSortMenu },
  {
    ...find('only-state', '=', 'only', 'keep only groups of this state; again: all groups'),
    disabled: whyNoState,
    hint: { when: ({ groups }) => groups?.only !== undefined, label: () => 'all' },
    run: limitToState,
  },
  {
    ...act('note', 'i', 'note', 'write a note on the group, for the whole team'),
    disabled: noGroupReason,
    hint: { rank: 60 },
    run: openNoteFailure,
  },
  {
    ...act('mute', 'm', 'mute', 'mute the group for a time, or for a number of runs'),
    disabled: noGroupReason,
    hint: { rank: 65 },
    run: openMuteMenu,
  },
  {
    ...act('retry-group', 'a', 'run again', 'run the runs of the group again, all or only the newest'),
    disabled: state => noReadGroupReason(state) ?? whyNoneAgain(state),
    hint: {},
    run: openRetryGroup,
  },
  { ...sharedKey('copy'), where, waits: true, disabled: noGroupReason, hint: { rank: 75 }, run: copyId },
  { ...sharedKey('copy-menu'), where, waits: true, disabled: noGroupReason, hint: {}, run: openCopyMenu },
];

function kindAtCursor(groups: State['groups'], now: number): FailureStateKind | undefined {
  const group = cursorGroup(groups);
  return groups && group && groupState(groups, group, now)?.kind;
}

function whyNoState(state: State): string | undefined {
  const { groups, now } = state;
  if (groups?.only !== undefined || kindAtCursor(groups, now)) return undefined;
  return noGroupReason(state) ?? 'the states are still being read';
}

function limitToState({ getState, dispatch }: SessionContext): void {
  const { groups, now } = getState();
  const only = groups?.only === undefined ? kindAtCursor(groups, now) : undefined;
  dispatch({ type: 'groups-limited', only });
}

function hasRows({ groups }: State): boolean {
  return groups?.rows.length !== 0;
}

function move({ getState, dispatch }: SessionContext, by: number): void {
  dispatch({ type: 'group-cursor-moved', index: (getState().groups?.cursorIndex ?? 0) + by });
}

function goBack(context: SessionContext): void {
  if (!context.task.stop()) close(context);
}

function close({ dispatch }: SessionContext): void {
  dispatch({ type: 'groups-closed' });
}

export const groupSortLabels: Readonly<Record<GroupSort, string>> = {
  last: 'Last seen, latest first',
  count: 'Count, most first',
  first: 'First seen, latest first',
  share: "Share of the workflow's runs, largest first",
};

function openSortMenu(context: SessionContext): void {
  const { groups } = context.getState();
  const chosen = groups?.sort;
  const hintOf = (id: GroupSort): string | undefined => {
    if (id === 'share' && !groups?.totals) return 'not known here';
    return id === chosen ? 'chosen' : undefined;
  };
  const items = groupSorts.map(
    (sort): Choice => ({
      ...{ id: sort, label: groupSortLabels[sort], hint: hintOf(sort) },
      choose: ({ dispatch }) => dispatch({ type: 'groups-sorted', sort }),
    }),
  );
  offer(context, 'Order of groups', items, chosen);
}

const dayMs = 86_400_000;

const mutes: readonly { readonly label: string; readonly days?: number; readonly count?: number }[] = [
  { label: 'For a day', days: 1 },
  { label: 'For a week', days: 7 },
  { label: 'For 30 days', days: 30 },
  { label: 'Until 10 more runs have failed', count: 10 },
  { label: 'Until 100 more runs have failed', count: 100 },
  { label: 'Until 1,000 more runs have failed', count: 1_000 },
];

function openMuteMenu(context: SessionContext): void {
  const { groups, now } = context.getState();
  const group = cursorGroup(groups);
  if (!groups || !group) return;
  const items = mutes.map(({ label, days, count }): Choice => {
    const until = (): Pick<NewFailureMark, 'mutedUntil' | 'mutedForCount'> =>
      days === undefined ? { mutedForCount: count } : { mutedUntil: context.now() + days * dayMs };
    return { id: label, label, choose: () => markGroup(context, group, { kind: 'muted', ...until() }) };
  });
  offer(context, 'Mute these failures', [...items, ...removals(groupState(groups, group, now), group)]);
}

function removals(state: FailureState | undefined, group: GroupRow): readonly Choice[] {
  const { known, muted } = state ?? {};
  const remove = (label: string, keepsNote = false): Choice => ({
    ...{ id: label, label },
    choose: context => {
      // Another person may have changed the note while the menu was open.
      const { groups, now } = context.getState();
      const note = keepsNote && groups ? groupState(groups, group, now)?.known : undefined;
      unmarkGroup(context, group, note);
    },
  });
  if (known && muted)
    return [remove('End the mute, keep the note', true), remove('Remove the note and the mute')];
  if (known) return [remove('Remove the note')];
  return muted ? [remove('Remove the mute')] : [];
}

function copyId(context: SessionContext): void {
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

function openCopyMenu(context: SessionContext): void {
  const state = context.getState();
  const group = cursorGroup(state.groups);
  if (!group) return;
  const copies = copiesOfGroup(state, group).map(
    ({ id, label }): Choice => ({ id, label, choose: () => copyOfGroup(context, group, id) }),
  );
  offer(context, 'Copy', [...copies, { ...reportItem, choose: () => saveGroupReport(context, group) }]);
}
