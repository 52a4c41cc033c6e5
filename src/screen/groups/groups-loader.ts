import { coalesceCalls } from '../../async/coalesce-calls.ts';
import { sleep } from '../../async/sleep.ts';
import { readFailures } from '../../contract/reading/read-failures.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { hasCounters } from '../../contract/target-info.ts';
import type { RunTotals } from '../../model/failure/failure-groups.ts';
import type { FailureText } from '../../model/failure/failure-text.ts';
import { asksForSettled, joinQueries, keepsWholeWorkflows, openFailures } from '../../model/query/clauses.ts';
import { createdBounds } from '../../model/query/compose-query.ts';
import { readRunTotals } from '../../operations/run-counts.ts';
import { createLoadAttempt } from '../shell/follow-store.ts';
import { createJob } from '../shell/jobs.ts';
import type { Reaction, ReaderContext, SessionContext, State } from '../shell/state.ts';
import { hasOutgrown, questionOf } from './groups-state.ts';
import { queryOf, readGroups } from './read-groups.ts';

type GroupsLoader = {
  /** Aborts the previous load. */
  readonly load: () => Promise<void>;
  /** Reads again if groups are shown; calls during a read share one more read. */
  readonly refresh: () => Promise<void>;
  readonly stop: () => void;
};

/** The rest after a refresh, as a multiple of its duration, and at most in ms. */
const restFactor = 8;
const mostRestMs = 5_000;

export function createGroupsLoader(context: ReaderContext): GroupsLoader {
  const { getState, now, run } = context;
  const totals = createTotalsReader(context);
  const opens = createOpensReader(context);
  const attempt = createLoadAttempt(context);
  let loading = new AbortController();
  let reading: Promise<unknown> = Promise.resolve();
  let stops = 0;

  const load = async (): Promise<void> => {
    loading.abort();
    loading = new AbortController();
    const { signal } = loading;
    reading = attempt(signal, async () => {
      await readGroups(context, signal);
      if (signal.aborted) return;
      run(totals.read);
      run(opens.read);
    });
    await reading;
  };

  const refresh = coalesceCalls(async () => {
    const before = stops;
    await reading;
    if (getState().screen !== 'groups' || stops > before) return;
    const startedAt = now();
    await load();
    await sleep(Math.min(mostRestMs, (now() - startedAt) * restFactor), loading.signal);
  });

  const stop = (): void => {
    stops += 1;
    refresh.forget();
    loading.abort();
    totals.stop();
    opens.stop();
  };

  return { load, refresh, stop };
}

declare module '../shell/state.ts' {
  interface StoreReader {
    readonly groups: GroupsLoader;
  }
}

const leastBetweenMs = 10_000;
const partsOfWindow = 60;

export function followGroups({ run, groups }: SessionContext): Reaction {
  const react = (before: State, after: State): void => {
    const [wasShown, isShown] = [before.screen === 'groups', after.screen === 'groups'];
    if (wasShown && !isShown) groups.stop();
    if (!isShown) return;
    if (!wasShown || questionOf(before.list) !== questionOf(after.list)) run(groups.load);
    else if (before.now !== after.now && hasMoved(after)) run(groups.refresh);
  };
  return { react, stop: groups.stop };
}

/** Whether failures may have left a window such as `since:2h`, or a window needs longer buckets. */
function hasMoved({ groups, list, store, now }: State): boolean {
  const { window } = groups ?? {};
  if (window?.from === undefined || store.pausedAt !== undefined || store.link.type !== 'live') return false;
  const { from, to } = window;
  const begin = createdBounds(queryOf(list), now).from;
  if (!Number.isFinite(begin) || begin === from) return hasOutgrown(window, now);
  return now - to >= Math.max(leastBetweenMs, (to - from) / partsOfWindow);
}

/** A store without counters needs many reads for the totals. */
const leastBetweenTotalsMs = 10_000;

type LastTotals = {
  readonly of: string;
  readonly store: RunStore;
  readonly at: number;
  readonly totals?: RunTotals;
};

export function createTotalsReader(context: ReaderContext) {
  const { store, getState, dispatch, now } = context;
  const job = createJob(context);
  let reading: string | undefined;
  let last: LastTotals | undefined;

  function show({ of, totals }: LastTotals): void {
    if (getState().groups?.totals !== totals) dispatch({ type: 'group-totals-read', of, totals });
  }

  async function read(): Promise<void> {
    const { list } = getState();
    const of = questionOf(list);
    const query = queryOf(list);
    if (job.isBusy() && reading === of) return;
    const isRecent = last?.of === of && last.store === store() && now() - last.at < leastBetweenTotalsMs;
    if (last && isRecent && !keepsWholeWorkflows(query)) return show(last);
    reading = of;
    await job.start(async signal => {
      const read = await readRunTotals(store(), query, { now: now(), signal });
      if (signal.aborted) return;
      const totals = isSame(read, last?.totals) ? last?.totals : read;
      last = { of, store: store(), at: now(), totals };
      show(last);
    });
  }

  return { read, stop: job.stop };
}

function isSame(read: RunTotals | undefined, known: RunTotals | undefined): boolean {
  if (!read || !known || read.size !== known.size) return read === known;
  return [...read].every(([name, count]) => known.get(name) === count);
}

/** Open failures are looked up run by run: more of them would hold up other reads. */
const mostFailed = 20_000;

const leastBetweenOpensMs = 10_000;

function createOpensReader(context: ReaderContext) {
  const { store, getState, dispatch, now } = context;
  const job = createJob(context);
  let last: { readonly of: string; readonly store: RunStore; readonly at: number } | undefined;

  /** A change during the pause is counted after it. */
  async function read(): Promise<void> {
    const asked = questionNow();
    if (!asked) return;
    const isRecent = last?.of === asked.of && last.store === asked.opened && asked.isCounted;
    const restMs = isRecent && last ? Math.max(0, last.at + leastBetweenOpensMs - now()) : 0;
    if (restMs === 0 || !job.isBusy()) await job.start(count, restMs);
  }

  function questionNow() {
    const { list, groups, store: known } = getState();
    const opened = store();
    const query = queryOf(list);
    if (!hasCounters(opened.target) || asksForSettled(query) || !groups?.window) return undefined;
    if ((known.counts?.failed ?? 0) > mostFailed) return undefined;
    const { bucketMs } = groups.window;
    return { of: questionOf(list), opened, query, bucketMs, isCounted: groups.opens !== undefined };
  }

  async function count(signal: AbortSignal): Promise<void> {
    const asked = questionNow();
    if (!asked) return;
    const { of, opened, bucketMs } = asked;
    last = { of, store: opened, at: now() };
    const query = joinQueries(asked.query, openFailures);
    const byFailure = new Map<FailureText, number>();
    const ofCounts = new Map(getState().groups?.all.map(({ id, count }) => [id, count]));
    for await (const { tallies } of readFailures(opened, query, { now: now(), bucketMs, signal })) {
      for (const { failure, count } of tallies) byFailure.set(failure, (byFailure.get(failure) ?? 0) + count);
    }
    if (!signal.aborted) dispatch({ type: 'group-opens-read', of, opens: { byFailure, ofCounts } });
  }

  return { read, stop: job.stop };
}
