import type { FailureGroup, RunTotals } from '../../model/failure/failure-groups.ts';
import type { FailureText } from '../../model/failure/failure-text.ts';
import type { GroupSort, GroupsState } from './groups-state.ts';
import type { GroupsWindow } from './groups-window.ts';

export type GroupsAction =
  /** The cursor goes to the group of a failure. */
  | { readonly type: 'groups-opened'; readonly wanted?: FailureText }
  | { readonly type: 'groups-closed' }
  | { readonly type: 'groups-read'; readonly reading: GroupsReading }
  | { readonly type: 'group-totals-read'; readonly of: string; readonly totals?: RunTotals }
  | ({ readonly type: 'group-memory-read' } & Pick<GroupsState, 'stateOf' | 'successes'>)
  /** What is kept of a group has been changed. */
  | { readonly type: 'group-marked' }
  | { readonly type: 'group-cursor-moved'; readonly index: number }
  | { readonly type: 'groups-sorted'; readonly sort: GroupSort }
  /** The list shows the runs of a group from here on. */
  | { readonly type: 'group-entered'; readonly id: string }
  | { readonly type: 'group-left' };

/** The groups as far as they are read. */
export type GroupsReading = Pick<GroupsState, 'isWhole' | 'searched'> & {
  readonly of: string;
  readonly window: GroupsWindow;
  readonly groups: readonly FailureGroup[];
};

declare module '../shell/actions.ts' {
  interface Actions {
    readonly groups: GroupsAction;
  }
}
