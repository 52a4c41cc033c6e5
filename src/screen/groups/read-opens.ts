import { readFailures } from '../../contract/reading/read-failures.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { hasCounters } from '../../contract/target-info.ts';
import type { FailureText } from '../../model/failure/failure-text.ts';
import { asksForSettled, joinQueries, openFailures } from '../../model/query/clauses.ts';
import { createJob } from '../shell/jobs.ts';
import type { ReaderContext } from '../shell/reader-context.ts';
import { questionOf } from './groups-state.ts';
import { queryOf } from './read-groups.ts';

/** They are looked up run by run: of more failures, this would hold up other reads. */
const mostFailed = 20_000;

/** They are counted no more often than this. */
const leastBetweenMs = 10_000;

/** Counts the open failures of the groups in the background, where the store itself counts failures. */
export function createOpensReader(context: ReaderContext) {
  const { store, getState, dispatch, now } = context;
  const job = createJob(context);
  let last: { readonly of: string; readonly store: RunStore; readonly at: number } | undefined;

  /** Also after the last change: what it has opened or settled is counted once the pause is over. */
  async function read(): Promise<void> {
    const asked = questionNow();
    if (!asked) return;
    const isRecent = last?.of === asked.of && last.store === asked.opened && asked.isCounted;
    const restMs = isRecent && last ? Math.max(0, last.at + leastBetweenMs - now()) : 0;
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
