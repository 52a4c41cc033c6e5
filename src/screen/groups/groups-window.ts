import { untilAborted } from '../../async/deadline.ts';
import type { RunStore } from '../../contract/run-store.ts';
import type { FailureGroup } from '../../model/failure/failure-groups.ts';
import { bucketLengths } from '../../model/failure/failure-tally.ts';
import { createdBounds } from '../../model/query/compose-query.ts';
import type { Query } from '../../model/query/query.ts';
import { unlessAway } from '../shell/jobs.ts';

/** The time from which failures are counted, where it is known, and the length of the parts; ms. */
export type GroupsWindow = {
  readonly from?: number;
  readonly to: number;
  readonly bucketMs: number;
  /** Whether the query sets no end, so that the window goes on with time. */
  readonly goesOn?: boolean;
};

const { minute, hour, day } = bucketLengths;

/** Longer than this, the first groups do not wait for the time of the oldest. */
const longestWaitMs = 40;

type Options = { readonly now: number; readonly signal: AbortSignal };

/** The window of a query that asks for failed runs: its own, else since the oldest of them, if found soon. */
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

/** The window once all failures are read, where the oldest could be asked for but was not found soon. */
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

/** Whether a window has become so long that failures are counted by longer parts of it. */
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
