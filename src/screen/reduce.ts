import type { Capabilities } from '../contract/capabilities.ts';
import type { TargetInfo } from '../contract/target-info.ts';
import type { OwnCommand } from '../model/own-command/own-command.ts';
import { applyStartAction } from './acts/edit-input.ts';
import { applyCompareAction, settleCompare } from './compare/reduce-compare.ts';
import { applyFilterAction, settleFilter } from './filter/edit-filter.ts';
import { applyGroupsAction, settleGroups } from './groups/reduce-groups.ts';
import { applyTourAction, newTour, settleTour } from './help/tour.ts';
import { applyNotifyAction } from './notify/notify-failures.ts';
import { applyRunAction, settleRun } from './run/apply-run-action.ts';
import { hasOtherRoom } from './shell/layout.ts';
import type { Remembered } from './shell/remembered.ts';
import { type Action, noOverlay, reduceShell, type Size, type State } from './shell/state.ts';
import { applyListAction, settleList } from './table/list-actions.ts';
import { createList } from './table/list-state.ts';
import { restoreList } from './views/list-look.ts';
import { applyViewsAction } from './views/view-counts.ts';
import { applyWhyAction } from './why/shared-causes.ts';
import './commands.ts';
import './dialog-list.ts';

declare module './shell/state.ts' {
  interface Actions {
    readonly target: {
      readonly type: 'target-changed';
      readonly target: TargetInfo;
      readonly can: Capabilities;
      readonly remembered?: Remembered;
    };
  }
}

/** Each returns `undefined` for actions that are not its own. */
const reducers: readonly ((state: State, action: Action) => State | undefined)[] = [
  reduceShell,
  applyViewsAction,
  applyFilterAction,
  applyListAction,
  applyGroupsAction,
  applyCompareAction,
  applyRunAction,
  applyStartAction,
  applyNotifyAction,
  applyWhyAction,
  applyTourAction,
];

/**
 * Each adapts its part of the state to other changes, such as that of its room. The run beside the table
 * comes last, as the list may have moved the cursor to another one.
 */
const settlers: readonly ((state: State, before: State, hasOtherRoom: boolean) => State)[] = [
  settleFilter,
  settleCompare,
  settleList,
  settleGroups,
  settleRun,
];

export function reduce(state: State, action: Action): State {
  if (action.type === 'target-changed') return switchTarget(state, action);
  const next = settleTour(reduceScreen(state, action));
  if (next === state) return state;
  const isOther = hasOtherRoom(next, state);
  return settlers.reduce((settled, settle) => settle(settled, state, isOther), next);
}

function reduceScreen(state: State, action: Action): State {
  for (const reducer of reducers) {
    const next = reducer(state, action);
    if (next) return next;
  }
  return state;
}

function switchTarget(
  { size, now, ownCommands, store: { isNotifying } }: State,
  { target, can, remembered }: Extract<Action, { readonly type: 'target-changed' }>,
): State {
  return createState({ size, now, target, can, remembered, ownCommands, isNotifying });
}

type Start = {
  readonly size: Size;
  readonly now: number;
  readonly target: TargetInfo;
  readonly can: Capabilities;
  readonly filterText?: string;
  readonly remembered?: Remembered;
  readonly ownCommands?: readonly OwnCommand[];
  readonly isNotifying?: boolean;
  readonly hasTour?: boolean;
};

const nothing: Remembered = { views: [], look: {} };

export function createState({
  size,
  now,
  target,
  can,
  filterText,
  remembered = nothing,
  ownCommands = [],
  isNotifying = false,
  hasTour = false,
}: Start): State {
  const { columns, ...criteria } = restoreList(remembered, { target, can, filterText });
  const { absoluteTimes = false, format = 'json', wrap = false } = remembered.look;
  return {
    size,
    now,
    store: {
      ...{ target, can, edits: new Map(), unanswered: new Map() },
      ...{ link: { type: 'live' }, pausedAt: undefined, isNotifying },
    },
    screen: 'table',
    tasks: [],
    overlay: noOverlay,
    opened: noOverlay,
    list: createList({ filterText, ...criteria }),
    savedViews: remembered.views,
    ownCommands,
    ...(hasTour && { tour: newTour }),
    look: { columns, absoluteTimes, format, wrap },
  };
}
