import { untilAborted } from '../../async/deadline.ts';
import type { RunStore } from '../../contract/run-store.ts';
import type { FailureGroup, RunTotals } from '../../model/failure/failure-groups.ts';
import { bucketLengths } from '../../model/failure/failure-tally.ts';
import { type FailureText, isOfGroup, signatureOf } from '../../model/failure/failure-text.ts';
import type { RunsSince, SeenGroup } from '../../model/failure/memory/failure-mark.ts';
import type { FailureState, FailureStateKind, StateOf } from '../../model/failure/memory/failure-states.ts';
import { createdBounds } from '../../model/query/compose-query.ts';
import type { Query } from '../../model/query/query.ts';
import { unlessAway } from '../shell/jobs.ts';
import type { ListState } from '../table/list-state.ts';

export const groupSorts = ['last', 'count', 'first', 'share'] as const;

export type GroupSort = (typeof groupSorts)[number];

export type GroupRow = FailureGroup & {
  /** How many runs its workflows have, if known. */
  readonly ofRuns?: number;
  /** How many of its failures nobody has settled, if counted. */
  readonly open?: number;
};

export type GroupsState = {
  readonly rows: readonly GroupRow[];
  /** The only state that `rows` have; `all` has the groups of every state. */
  readonly only?: FailureStateKind;
  readonly all: readonly GroupRow[];
  readonly sort: GroupSort;
  /** The question that `rows` answer, by `questionOf`; absent until the first rows arrive. */
  readonly of?: string;
  /** Whether all failed runs that match are in `rows`. */
  readonly isWhole: boolean;
  readonly searched?: { readonly read: number; readonly total: number };
  readonly window?: GroupsWindow;
  readonly totals?: RunTotals;
  readonly opens?: Opens;
  readonly cursorId?: string;
  readonly cursorIndex: number;
  readonly top: number;
  /** The ids from when the user began to look; groups that appear later are marked. */
  readonly known?: ReadonlySet<string>;
  readonly stateOf?: StateOf;
  /** The group that the user opened or copied last, as it was then. */
  readonly seen?: SeenGroup;
  readonly markings: number;
  /** By group, the successful runs since its last failure, if counted. */
  readonly successes?: ReadonlyMap<string, RunsSince>;
  /** When the first failure was created, if no run of the store is older. */
  readonly firstHereAt?: number;
  readonly openedFrom: 'table' | 'detail';
  /** The failure whose group gets the cursor, until the user moves it. */
  readonly wanted?: FailureText;
  readonly entered?: { readonly id: string; readonly list: ListState };
};

export function createGroups(sort: GroupSort = 'last'): GroupsState {
  const empty = { rows: [], all: [], isWhole: false, cursorIndex: 0, top: 0, markings: 0 };
  return { ...empty, sort, openedFrom: 'table' };
}

/** A text that is the same only if the list asks for the same runs. */
export function questionOf({ view, filterText, kind }: ListState): string {
  return JSON.stringify([view.filter, filterText, kind]);
}

export function cursorGroup(groups: GroupsState | undefined): GroupRow | undefined {
  return groups?.rows[groups.cursorIndex];
}

export function noGroupReason(shown: Readable): string | undefined {
  if (cursorGroup(shown.groups)) return undefined;
  return isOfOther(shown.groups, shown.list) ? whyUnread(shown) : 'there is no group here';
}

/** For a command that also depends on the filter of the groups. */
export function noReadGroupReason(shown: Readable): string | undefined {
  return isOfOther(shown.groups, shown.list) ? whyUnread(shown) : noGroupReason(shown);
}

export function areGroupsComing(state: Shown): boolean {
  return state.screen === 'groups' && isOfOther(state.groups, state.list);
}

function whyUnread({ store }: Readable): string {
  return store.link.type === 'stale'
    ? 'the failed runs could not be read yet'
    : 'the failed runs are still being read';
}

function isOfOther(groups: GroupsState | undefined, list: ListState): boolean {
  return groups?.of !== questionOf(list);
}

export function hasAppeared({ known }: GroupsState, { id }: GroupRow): boolean {
  return known !== undefined && !known.has(id);
}

export function groupFilter(id: string): string {
  return `failure:${id}`;
}

export function isInGroup({ groups, list, screen }: Shown): boolean {
  if (screen === 'groups' || !groups?.entered) return false;
  return list.filterText.split(/\s+/u).includes(groupFilter(groups.entered.id));
}

type Shown = { readonly groups?: GroupsState; readonly list: ListState; readonly screen: string };

type Readable = Omit<Shown, 'screen'> & { readonly store: { readonly link: { readonly type: string } } };

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

/** Every frame asks several times, for the width, the text and the colour. */
const found = new WeakMap<GroupRow, Found>();

/** `undefined` until the states are read. */
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

/** A changed group without an open failure gets no number: its new failures are probably open. */
export function withOpens<Group extends { readonly id: string; readonly count: number }>(
  rows: readonly Group[],
  opens: Opens | undefined,
): readonly (Group & { readonly open?: number })[] {
  if (!opens) return rows;
  const bySignature = Map.groupBy(opens.byFailure, ([failure]) => signatureOf(failure));
  return rows.map(row => {
    const related = bySignature.get(signatureOf(row.id)) ?? [];
    const own = related.filter(([failure]) => isOfGroup(failure, row.id));
    const open = own.reduce((sum, [, count]) => sum + count, 0);
    const isKnown = open > 0 || opens.ofCounts.get(row.id) === row.count;
    return { ...row, open: isKnown ? open : undefined };
  });
}

export type GroupsWindow = {
  readonly from?: number;
  readonly to: number;
  readonly bucketMs: number;
  /** Whether the query sets no end, so that the window moves with time. */
  readonly goesOn?: boolean;
};

const { minute, hour, day } = bucketLengths;

/** The first groups wait no longer than this for the time of the oldest failure. */
const longestWaitMs = 40;

type Options = { readonly now: number; readonly signal: AbortSignal };

/** Without a window in the query, failures are counted since the oldest one, if it is found soon. */
export async function readWindow(
  store: RunStore,
  query: Query,
  { known, ...options }: Options & { readonly known?: GroupsWindow },
): Promise<GroupsWindow> {
  const bounds = createdBounds(query, options.now);
  const to = Math.min(bounds.to, options.now);
  const from = Number.isFinite(bounds.from)
    ? bounds.from
    : ((await oldestAt(store, query, options)) ?? known?.from);
  return windowOf(from, to, bounds.to > options.now);
}

/** Adds the oldest failure, once all are read, if it was not found soon. */
export function wholeWindow(
  window: GroupsWindow,
  groups: readonly FailureGroup[],
  { can }: Pick<RunStore, 'can'>,
): GroupsWindow {
  if (window.from !== undefined || groups.length === 0 || !can.sorts.includes('created')) return window;
  const oldest = groups.reduce((least, { first }) => Math.min(least, first.at), window.to);
  return windowOf(oldest, window.to, window.goesOn);
}

function windowOf(from: number | undefined, to: number, goesOn?: boolean): GroupsWindow {
  return { from, to, goesOn, bucketMs: from === undefined ? hour : bucketFor(to - from) };
}

export function hasOutgrown({ from, goesOn, bucketMs }: GroupsWindow, now: number): boolean {
  return goesOn === true && from !== undefined && bucketFor(now - from) > bucketMs;
}

function bucketFor(lengthMs: number): number {
  if (lengthMs <= 2 * hour) return minute;
  return lengthMs <= 4 * day ? hour : day;
}

async function oldestAt(
  store: RunStore,
  query: Query,
  { now, signal }: Options,
): Promise<number | undefined> {
  if (!store.can.sorts.includes('created')) return undefined;
  const sort = { field: 'created', descending: false } as const;
  const soon = AbortSignal.any([signal, AbortSignal.timeout(longestWaitMs)]);
  const reading = { sort, limit: 1, now, signal: soon };
  // The reading of the groups meets the same error, and reports it.
  const page = await unlessAway(() => untilAborted(store.listRuns(query, reading), soon), soon);
  return page?.runs[0]?.createdAt;
}
