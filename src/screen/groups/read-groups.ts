import { untilAborted } from '../../async/deadline.ts';
import { createYielding, type Yielding } from '../../async/yield-to-event-loop.ts';
import { failedRuns, readFailures } from '../../contract/reading/read-failures.ts';
import {
  createFailureGroups,
  type FailureGroup,
  type FailureGroups,
  sortGroups,
} from '../../model/failure/failure-groups.ts';
import type { FailureTally } from '../../model/failure/failure-tally.ts';
import { groupMessage } from '../../model/failure/failure-template.ts';
import { joinQueries } from '../../model/query/clauses.ts';
import type { Query } from '../../model/query/query.ts';
import { createFailureVotes, leavesOutFailures } from '../../operations/failures/failure-votes.ts';
import { tableRows } from '../shell/layout.ts';
import type { ReaderContext, State } from '../shell/state.ts';
import { type ListState, toQuery } from '../table/list-state.ts';
import { type GroupsWindow, questionOf, readWindow, wholeWindow } from './groups-state.ts';
import type { GroupsReading } from './reduce-groups.ts';

/** Parts that arrive are shown no more often than this, so that the thread is free most of the time. */
const leastRestMs = 100;
const restFactor = 8;

/** Groups that are whole already change only once, at the end. */
export async function readGroups(context: ReaderContext, signal: AbortSignal): Promise<void> {
  const { store, getState, now } = context;
  const { list, groups: before } = getState();
  const query = queryOf(list);
  const at = now();
  const known = before?.of === questionOf(list) ? before.window : undefined;
  const window = await untilAborted(readWindow(store(), query, { now: at, signal, known }), signal);
  const groups = await readWithin(context, { at, list, query, window }, signal);
  const whole = wholeWindow(window, groups, store());
  // Counts by the hour cannot be divided into minutes.
  if (whole.bucketMs !== window.bucketMs)
    await readWithin(context, { at, list, query, window: whole }, signal);
}

type Asked = {
  readonly at: number;
  readonly list: ListState;
  readonly query: Query;
  readonly window: GroupsWindow;
};

async function readWithin(
  { store, getState, now, dispatch }: ReaderContext,
  { at, list, query, window }: Asked,
  signal: AbortSignal,
): Promise<readonly FailureGroup[]> {
  const of = questionOf(list);
  const { groups: before } = getState();
  const sums = createFailureGroups();
  const show = async (
    part: Pick<GroupsReading, 'isWhole' | 'searched'>,
  ): Promise<readonly FailureGroup[]> => {
    const groups = sums.groups();
    await prepareMessages(groups, getState(), createYielding(signal));
    dispatch({ type: 'groups-read', reading: { of, window, groups, ...part } });
    return groups;
  };
  const isAgain = before?.of === of && before.isWhole;
  let nextAt = Number.NEGATIVE_INFINITY;
  let isCounted = store().failures !== undefined;
  const chunks = readFailures(store(), query, { now: at, bucketMs: window.bucketMs, signal });
  for (;;) {
    const { value: chunk, done } = await untilAborted(chunks.next(), signal);
    if (done) break;
    await addTallies(sums, chunk.tallies, signal);
    if (chunk.searched) isCounted = false;
    const startedAt = now();
    if (isAgain || startedAt < nextAt) continue;
    await show({ isWhole: false, searched: chunk.searched });
    const endedAt = now();
    nextAt = endedAt + Math.max(leastRestMs, (endedAt - startedAt) * restFactor);
  }
  if (isCounted && leavesOutFailures(query))
    await untilAborted(createFailureVotes(store(), sums, { now: at, signal }).read(sums.voting()), signal);
  return show({ isWhole: true });
}

/** Caches the messages of groups in sight; yields, as making all of them in one frame would hold up keys. */
export async function prepareMessages(
  groups: readonly FailureGroup[],
  state: State,
  yielding: Pick<Yielding, 'isDue' | 'yieldNow'>,
): Promise<void> {
  const { sort = 'last', top = 0 } = state.groups ?? {};
  const sorted = sortGroups(groups, sort === 'share' ? 'last' : sort);
  for (const group of sorted.slice(top, top + tableRows(state))) {
    if (yielding.isDue()) await yielding.yieldNow();
    groupMessage(group);
  }
}

export function queryOf(list: ListState): Query {
  return joinQueries(toQuery(list), failedRuns);
}

/** A tally may have many times. */
const talliesAtOnce = 20;

async function addTallies(
  sums: FailureGroups,
  tallies: readonly FailureTally[],
  signal: AbortSignal,
): Promise<void> {
  const yielding = createYielding(signal);
  for (let at = 0; at < tallies.length; at += talliesAtOnce) {
    sums.add(tallies.slice(at, at + talliesAtOnce));
    if (yielding.isDue()) await yielding.yieldNow();
  }
}
