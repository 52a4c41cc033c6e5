import type { Capabilities } from '../../contract/capabilities.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import type { OwnCommand } from '../../model/own-command/own-command.ts';
import type { CompareState } from '../compare/compare-state.ts';
import { noOverlay, type Overlay } from '../dialogs/overlay.ts';
import type { GroupsState } from '../groups/groups-state.ts';
import type { Command, ScreenName } from '../keys/keymap.ts';
import type { Remembered, SavedView } from '../remembered/remembered.ts';
import { restoreList } from '../remembered/restore-list.ts';
import type { DetailState } from '../run/detail-state.ts';
import type { PayloadLook } from '../run/flow.ts';
import { createList, type ListState, type TableLook } from '../table/list-state.ts';
import type { StoreState } from './store-state.ts';
import type { Size } from './window-size.ts';

export type Notice = {
  readonly text: string;
  readonly tone: 'info' | 'error';
  readonly at: number;
  /** The command that did nothing for this reason: the notice ends once it would do something. */
  readonly reasonOf?: Command;
};

/**
 * Work that takes long. A `jump` ends when the user does anything else than what acts on the run it leads to;
 * the others go on.
 */
export type Task = {
  readonly kind: 'jump' | 'marking' | 'copying' | 'own-command';
  readonly text: string;
  /** What follows a jump, in two words. */
  readonly next?: string;
};

/** Everything that the screen shows. */
export type State = {
  readonly size: Size;
  readonly now: number;
  readonly store: StoreState;
  /** The part with the focus; the detail may also be open beside a focused table. */
  readonly screen: Exclude<ScreenName, 'waterfall'>;
  readonly overlay: Overlay;
  readonly list: ListState;
  /** The groups of failures, once they were opened. */
  readonly groups?: GroupsState;
  /** The views that the user saved. */
  readonly savedViews: readonly SavedView[];
  /** Commands of the user's own, which never change. */
  readonly ownCommands: readonly OwnCommand[];
  readonly look: ScreenLook;
  readonly detail?: DetailState;
  /** The runs that are compared, while they are. */
  readonly compare?: CompareState;
  readonly notice?: Notice;
  /** Set once the work has taken a moment. */
  readonly task?: Task;
};

/** How runs are shown, in the table and in the detail. */
export type ScreenLook = TableLook & PayloadLook;

type Start = {
  readonly size: Size;
  readonly now: number;
  readonly target: TargetInfo;
  readonly can: Capabilities;
  readonly filterText?: string;
  readonly remembered?: Remembered;
  readonly ownCommands?: readonly OwnCommand[];
  readonly isNotifying?: boolean;
};

const nothing: Remembered = { views: [], look: {} };

/** A filter from outside looks at all runs, not into the last view. */
export function createState({
  size,
  now,
  target,
  can,
  filterText,
  remembered = nothing,
  ownCommands = [],
  isNotifying = false,
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
    overlay: noOverlay,
    list: createList({ filterText, ...criteria }),
    savedViews: remembered.views,
    ownCommands,
    look: { columns, absoluteTimes, format, wrap },
  };
}
