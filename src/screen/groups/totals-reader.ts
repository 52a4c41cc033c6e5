import type { RunStore } from '../../contract/run-store.ts';
import type { RunTotals } from '../../model/failure/failure-groups.ts';
import { keepsWholeWorkflows } from '../../model/query/clauses.ts';
import { readRunTotals } from '../../operations/run-totals.ts';
import { createJob } from '../shell/jobs.ts';
import type { ReaderContext } from '../shell/reader-context.ts';
import { questionOf } from './groups-state.ts';
import { queryOf } from './read-groups.ts';

/** Without counters of the store, totals take many reads, and are read no more often than this. */
const leastBetweenMs = 10_000;

type LastTotals = {
  readonly of: string;
  readonly store: RunStore;
  readonly at: number;
  readonly totals?: RunTotals;
};

/** Reads how many runs the workflows of the groups have, which their shares are of. */
export function createTotalsReader(context: ReaderContext) {
  const { store, getState, dispatch, now } = context;
  const job = createJob(context);
  let reading: string | undefined;
  let last: LastTotals | undefined;

  /** Groups of another question may have been shown meanwhile; nothing is drawn again for the same totals. */
  function show({ of, totals }: LastTotals): void {
    if (getState().groups?.totals !== totals) dispatch({ type: 'group-totals-read', of, totals });
  }

  /** Groups that are read again meanwhile do not begin it again. */
  async function read(): Promise<void> {
    const { list } = getState();
    const of = questionOf(list);
    const query = queryOf(list);
    if (job.isBusy() && reading === of) return;
    const isRecent = last?.of === of && last.store === store() && now() - last.at < leastBetweenMs;
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
