import { readFailures } from '../../contract/reading/read-failures.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { hasCounters } from '../../contract/target-info.ts';
import type { FailureText } from '../../model/failure/failure-text.ts';
import { asksForSettled, joinQueries, openFailures } from '../../model/query/clauses.ts';
import { createJob } from '../shell/jobs.ts';
import type { ReaderContext } from '../shell/reader-context.ts';
import { questionOf } from './groups-state.ts';
import { queryOf } from './read-groups.ts';

/** They are looked up run by run, and counted no more often than this. */
const leastBetweenMs = 10_000;

/** Counts the open failures of the groups in the background, where the store itself counts failures. */
export function createOpensReader(context: ReaderContext) {
  const { store, getState, dispatch, now } = context;
  const job = createJob(context);
  let last: { readonly of: string; readonly store: RunStore; readonly at: number } | undefined;

  async function read(): Promise<void> {
    const { list, groups } = getState();
    const opened = store();
    const [of, query] = [questionOf(list), queryOf(list)];
    if (!hasCounters(opened.target) || asksForSettled(query) || !groups?.window) return;
    const isRecent = last?.of === of && last.store === opened && now() - last.at < leastBetweenMs;
    if (isRecent && groups.opens) return;
    const { bucketMs } = groups.window;
    last = { of, store: opened, at: now() };
    await job.start(async signal => {
      const opens = new Map<FailureText, number>();
      const asked = joinQueries(query, openFailures);
      for await (const { tallies } of readFailures(opened, asked, { now: now(), bucketMs, signal })) {
        for (const { failure, count } of tallies) opens.set(failure, (opens.get(failure) ?? 0) + count);
      }
      if (!signal.aborted) dispatch({ type: 'group-opens-read', of, opens });
    });
  }

  return { read, stop: job.stop };
}
