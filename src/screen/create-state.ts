import type { Capabilities } from '../contract/capabilities.ts';
import type { TargetInfo } from '../contract/target-info.ts';
import type { OwnCommand } from '../model/own-command/own-command.ts';
import { noOverlay } from './dialogs/overlay.ts';
import { newTour } from './help/tour.ts';
import type { Remembered } from './shell/remembered.ts';
import type { State } from './shell/state.ts';
import type { Size } from './shell/window-size.ts';
import { createList } from './table/list-state.ts';
import { restoreList } from './views/list-look.ts';

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
