import type { FailureGroup, RunTotals } from '../../model/failure/failure-groups.ts';
import { type FailureText, isOfGroup, signatureOf } from '../../model/failure/failure-text.ts';
import type { RunsSince, SeenGroup } from '../../model/failure/memory/failure-mark.ts';
import type { FailureState, FailureStateKind, StateOf } from '../../model/failure/memory/failure-states.ts';
import type { ListState } from '../table/list-state.ts';
import type { GroupsWindow } from './groups-window.ts';

export const groupSorts = ['last', 'count', 'first', 'share'] as const;

export type GroupSort = (typeof groupSorts)[number];

export type GroupRow = FailureGroup & {
  /** How many runs its workflows have, where that is known. */
  readonly ofRuns?: number;
  /** How many of its failures nobody has settled, where that was counted. */
  readonly open?: number;
};

/** The groups of failed runs. `cursorIndex` is the index in `rows` of the group with the id `cursorId`. */
export type GroupsState = {
  readonly rows: readonly GroupRow[];
  /** The state that `rows` are in; `all` has the groups of every state. */
  readonly only?: FailureStateKind;
  readonly all: readonly GroupRow[];
  readonly sort: GroupSort;
  /** The question that `rows` answer, by `questionOf`; absent until the first have arrived. */
  readonly of?: string;
  /** Whether all failed runs that match are in `rows`. */
  readonly isWhole: boolean;
  readonly searched?: { readonly read: number; readonly total: number };
  readonly window?: GroupsWindow;
  /** How many runs the workflows have in the window, where that is known. */
  readonly totals?: RunTotals;
  readonly opens?: Opens;
  readonly cursorId?: string;
  readonly cursorIndex: number;
  readonly top: number;
  /** The ids that were there when the user began to look; groups that appear later are marked. */
  readonly known?: ReadonlySet<string>;
  readonly stateOf?: StateOf;
  /** The group that the user opened or copied last, as it was then. */
  readonly seen?: SeenGroup;
  readonly markings: number;
  /** By group, the successful runs since its last failure, where they were counted. */
  readonly successes?: ReadonlyMap<string, RunsSince>;
  /** When the first of all failures was created, if no run of the store is older. */
  readonly firstHereAt?: number;
  readonly openedFrom: 'table' | 'detail';
  /** The failure whose group gets the cursor, until the user moves it. */
  readonly wanted?: FailureText;
  /** The group whose runs the list shows. */
  readonly entered?: EnteredGroup;
};

type EnteredGroup = {
  readonly id: string;
  readonly list: ListState;
};

export function createGroups(sort: GroupSort = 'last'): GroupsState {
  return {
    rows: [],
    all: [],
    sort,
    isWhole: false,
    cursorIndex: 0,
    top: 0,
    markings: 0,
    openedFrom: 'table',
  };
}

/** What the list asks for, as a text that tells questions apart. */
export function questionOf({ view, filterText, kind }: ListState): string {
  return JSON.stringify([view.filter, filterText, kind]);
}

export function cursorGroup(groups: GroupsState | undefined): GroupRow | undefined {
  return groups?.rows[groups.cursorIndex];
}

export function noGroupReason({ groups, list }: Pick<Shown, 'groups' | 'list'>): string | undefined {
  if (cursorGroup(groups)) return undefined;
  return isOfOther(groups, list) ? stillRead : 'there is no group here';
}

/** The same for a command that also depends on the filter that the groups are of. */
export function noReadGroupReason(shown: Pick<Shown, 'groups' | 'list'>): string | undefined {
  return isOfOther(shown.groups, shown.list) ? stillRead : noGroupReason(shown);
}

export function areGroupsComing(state: Shown): boolean {
  return state.screen === 'groups' && noReadGroupReason(state) === stillRead;
}

const stillRead = 'the failed runs are still being read';

function isOfOther(groups: GroupsState | undefined, list: ListState): boolean {
  return groups?.of !== questionOf(list);
}

export function hasAppeared({ known }: GroupsState, { id }: GroupRow): boolean {
  return known !== undefined && !known.has(id);
}

export function groupFilter(id: string): string {
  return `failure:${id}`;
}

/** Whether the list shows the runs of a group that was entered, narrowed further or not. */
export function isInGroup({ groups, list, screen }: Shown): boolean {
  if (screen === 'groups' || !groups?.entered) return false;
  return list.filterText.split(/\s+/u).includes(groupFilter(groups.entered.id));
}

type Shown = {
  readonly groups?: GroupsState;
  readonly list: ListState;
  readonly screen: string;
};

declare module '../shell/state.ts' {
  interface State {
    readonly groups?: GroupsState;
  }
}

type Found = {
  readonly stateOf: StateOf;
  readonly now: number;
  readonly since: RunsSince | undefined;
  readonly state: FailureState;
};

/** A frame asks several times, for the width, the text and the colour, and the next ones ask again. */
const found = new WeakMap<GroupRow, Found>();

/** The state of a group; `undefined` until what is kept of it is read. */
export function groupState(
  { stateOf, successes }: Pick<GroupsState, 'stateOf' | 'successes'>,
  group: GroupRow,
  now: number,
): FailureState | undefined {
  if (!stateOf) return undefined;
  const since = successes?.get(group.id);
  const last = found.get(group);
  if (last?.stateOf === stateOf && last.now === now && last.since === since) return last.state;
  const state = stateOf(group, now, since);
  found.set(group, { stateOf, now, since, state });
  return state;
}

export type Opens = {
  /** By failure, how many of its runs are open. */
  readonly byFailure: ReadonlyMap<FailureText, number>;
  /** By group, how many failures it had when they were counted. */
  readonly ofCounts: ReadonlyMap<string, number>;
};

/**
 * The same groups, each with how many of its failures are open. A group without an open one that has changed
 * since they were counted has none: its new failures are probably open.
 */
export function withOpens<Group extends { readonly id: string; readonly count: number }>(
  rows: readonly Group[],
  opens: Opens | undefined,
): readonly (Group & { readonly open?: number })[] {
  if (!opens) return rows;
  const bySignature = Map.groupBy(opens.byFailure, ([failure]) => signatureOf(failure));
  return rows.map(row => {
    const own = (bySignature.get(signatureOf(row.id)) ?? []).filter(([failure]) =>
      isOfGroup(failure, row.id),
    );
    const open = own.reduce((sum, [, count]) => sum + count, 0);
    const isKnown = open > 0 || opens.ofCounts.get(row.id) === row.count;
    return { ...row, open: isKnown ? open : undefined };
  });
}
