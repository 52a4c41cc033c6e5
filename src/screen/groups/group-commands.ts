import type { FailureStateKind } from '../../model/failure/memory/failure-states.ts';
import { whyNoneAgain } from '../acts/chosen-runs.ts';
import type { Command } from '../shell/keymap.ts';
import { tableRows } from '../shell/layout.ts';
import { backCommand, leaveCommand, moveCommands, sharedKey, stepByRows } from '../shell/shared-commands.ts';
import type { SessionContext, State } from '../shell/state.ts';
import { hasFailures, unlessMarked } from '../table/picked-run.ts';
import { copyGroup, openGroupCopyMenu, openGroupSortMenu, openMuteMenu } from './group-menus.ts';
import { cursorGroup, groupState, noGroupReason, noReadGroupReason } from './groups-state.ts';
import { openNoteFailure } from './mark-group.ts';
import { enterGroup, openGroupOfRun, openGroups, openRetryGroup } from './open-groups.ts';

const where = ['groups'] as const;
const groupsKey = {
  id: 'groups',
  keys: ['!'],
  group: 'Understand',
  label: 'groups',
  help: 'group the failed runs by cause; again: back to the runs',
} as const;

const act = { where, group: 'Act' } as const;

export const groupCommands: readonly Command[] = [
  { ...groupsKey, where: ['table'], hint: unlessMarked(hasFailures), run: openGroups },
  {
    ...groupsKey,
    where: ['detail'],
    hint: { when: ({ detail }) => detail?.summary.status === 'failed', label: () => 'group' },
    run: openGroupOfRun,
  },
  { ...groupsKey, where, run: close },
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
  { ...sharedKey('sort'), where, hint: { rank: 70, when: hasRows }, run: openGroupSortMenu },
  {
    id: 'only-state',
    where,
    keys: ['='],
    group: 'Find',
    label: 'only',
    help: 'keep only groups of this state; again: all groups',
    disabled: whyNoState,
    hint: { when: ({ groups }) => groups?.only !== undefined, label: () => 'all' },
    run: limitToState,
  },
  {
    ...act,
    id: 'note',
    keys: ['i'],
    label: 'note',
    help: 'write a note on the group, for the whole team',
    disabled: noGroupReason,
    hint: { rank: 60 },
    run: openNoteFailure,
  },
  {
    ...act,
    id: 'mute',
    keys: ['m'],
    label: 'mute',
    help: 'mute the group for a time, or for a number of runs',
    disabled: noGroupReason,
    hint: { rank: 65 },
    run: openMuteMenu,
  },
  {
    ...act,
    id: 'retry-group',
    keys: ['a'],
    label: 'run again',
    help: 'run the runs of the group again, all or only the newest',
    disabled: state => noReadGroupReason(state) ?? whyNoneAgain(state),
    hint: {},
    run: openRetryGroup,
  },
  { ...sharedKey('copy'), where, waits: true, disabled: noGroupReason, hint: { rank: 75 }, run: copyGroup },
  {
    ...sharedKey('copy-menu'),
    where,
    waits: true,
    disabled: noGroupReason,
    hint: {},
    run: openGroupCopyMenu,
  },
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

/** Stops what takes long, else goes back to where the groups were opened. */
function goBack(context: SessionContext): void {
  if (!context.task.stop()) close(context);
}

function close({ dispatch }: SessionContext): void {
  dispatch({ type: 'groups-closed' });
}
