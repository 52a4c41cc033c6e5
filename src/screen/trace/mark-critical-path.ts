import { inTurns } from '../../async/in-turns.ts';
import { runAddress } from '../../model/run.ts';
import { findCriticalPath } from '../../model/trace/critical-path.ts';
import { waterfallTrace } from '../run/panes.ts';
import type { Reaction } from '../shell/reaction.ts';
import type { ReaderContext } from '../shell/reader-context.ts';
import type { State } from '../shell/state.ts';
import type { TraceIndex } from './trace-index.ts';

type Marking = {
  readonly index: TraceIndex;
  /** The end of the run, as far as it is known. */
  readonly openEndAt: number;
  readonly abort: AbortController;
};

/** Finds the critical path of the open trace once it is read, and when it has changed; in turns with keys. */
export function markCriticalPath({ dispatch, run }: ReaderContext): Reaction {
  let marking: Marking | undefined;

  const stop = (): void => {
    marking?.abort.abort();
    marking = undefined;
  };

  const react = (before: State, { detail }: State): void => {
    if (before.detail === detail) return;
    const isShown = detail?.tab === 'trace' && detail.trace.phase === 'read';
    if (!isShown) return stop();
    const { index } = detail.trace;
    const { openEndAt } = waterfallTrace(detail);
    if (marking?.index === index && marking.openEndAt === openEndAt) return;
    stop();
    const abort = new AbortController();
    const { signal } = abort;
    marking = { index, openEndAt, abort };
    const address = runAddress(detail.summary);
    run(async () => {
      try {
        const path = await inTurns(findCriticalPath(index, openEndAt), signal);
        dispatch({ type: 'detail-path-found', address, path });
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    });
  };

  return { react, stop };
}
