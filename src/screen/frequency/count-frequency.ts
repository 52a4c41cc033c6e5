import { untilAborted } from '../../async/until-aborted.ts';
import { yieldToEventLoop } from '../../async/yield-to-event-loop.ts';
import { createValueCounts, runsOf } from '../../model/query/values/count-values.ts';
import type { Reaction } from '../shell/reaction.ts';
import type { ReaderContext } from '../shell/reader-context.ts';
import type { State } from '../shell/state.ts';
import { countInStore } from './count-in-store.ts';
import { countPayloads } from './count-payloads.ts';
import { type CountSource, countPages } from './count-source.ts';
import type { Frequency } from './frequency.ts';

type Counting = {
  readonly request: object;
  readonly stop: () => void;
  /** Counts until it is stopped or done. */
  readonly goOn: () => void;
};

/** Counts the values of the open frequency, one page at a time, until it is closed. */
export function countFrequency(context: ReaderContext): Reaction {
  let current: Counting | undefined;
  const stop = (): void => {
    current?.stop();
    current = undefined;
  };
  const react = (before: State, { overlay }: State): void => {
    if (overlay === before.overlay) return;
    if (overlay.type !== 'frequency') return stop();
    if (overlay.request !== current?.request) {
      stop();
      current = createCounting(context, overlay);
    }
    if (overlay.progress.phase === 'counting') current.goOn();
  };
  return { react, stop };
}

/** Rows change at most so often. */
const shownEveryMs = 200;

function createCounting(context: ReaderContext, { request, field }: Frequency): Counting {
  const { getState, dispatch, now, run } = context;
  const abort = new AbortController();
  const { signal } = abort;
  const counts = createValueCounts();
  let source: CountSource | undefined;
  let isRunning = false;

  const open = (): Frequency | undefined => {
    const { overlay } = getState();
    return overlay.type === 'frequency' && overlay.request === request ? overlay : undefined;
  };
  const show = (progress: Frequency['progress']): void =>
    dispatch({
      overlay: 'frequency',
      type: 'counted',
      request,
      rows: counts.counts(),
      totals: counts.totals(),
      progress,
    });

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
    while (open()?.progress.phase === 'counting') {
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
  return { request, goOn, stop: () => abort.abort() };
}
