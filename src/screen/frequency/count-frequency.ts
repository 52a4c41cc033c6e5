import { untilAborted } from '../../async/until-aborted.ts';
import { yieldToEventLoop } from '../../async/yield-to-event-loop.ts';
import { createValueCounts, runsOf } from '../../model/query/values/count-values.ts';
import type { Following, Running } from '../dialogs/define-dialog.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { countInStore } from './count-in-store.ts';
import { countPayloads } from './count-payloads.ts';
import { type CountSource, countPages } from './count-source.ts';
import { type CountProgress, type Frequency, withCounts } from './frequency.ts';

/** Rows change at most so often. */
const shownEveryMs = 200;

/** Counts the values of an open frequency, one page at a time; returns what goes on once it was stopped. */
export function countValues(context: SessionContext, running: Running<Frequency>): Following<Frequency> {
  const { getState, now, run } = context;
  const { opened, signal, shown, update } = running;
  const { field } = opened;
  const counts = createValueCounts();
  let source: CountSource | undefined;
  let isRunning = false;

  const show = (progress: CountProgress): void =>
    update(frequency => withCounts(frequency, { rows: counts.counts(), totals: counts.totals(), progress }));

  const openSource = async (): Promise<CountSource> => {
    const { list } = getState();
    if (await untilAborted(countInStore(context.store(), list, field, counts, signal), signal))
      return async () => ({ phase: 'done', read: runsOf(counts.totals().runs) });
    return typeof field === 'string'
      ? countPages(context, field, counts, signal)
      : countPayloads(context, field, counts, signal);
  };

  const work = async (): Promise<void> => {
    let shownAt = Number.NEGATIVE_INFINITY;
    while (shown()?.progress.phase === 'counting') {
      source ??= await openSource();
      const progress = await source();
      if (signal.aborted) return;
      const isDue = progress.phase !== 'counting' || now() - shownAt >= shownEveryMs;
      if (isDue) shownAt = now();
      if (isDue) show(progress);
      await yieldToEventLoop();
    }
  };

  const goOn = (): void => {
    if (isRunning) return;
    isRunning = true;
    run(async () => {
      try {
        await work();
      } catch (error) {
        if (signal.aborted) return;
        show({ phase: 'stopped', read: runsOf(counts.totals().runs) });
        throw error;
      } finally {
        isRunning = false;
      }
    });
  };
  goOn();
  return ({ progress }) => {
    if (progress.phase === 'counting') goOn();
  };
}
