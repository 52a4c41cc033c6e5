import { inTurns } from '../../async/yield-to-event-loop.ts';
import { InspectorError } from '../../model/errors.ts';
import { runAddress } from '../../model/run.ts';
import { type ComparedRuns, compareRuns, mirrorComparedRuns } from '../../operations/compare-runs.ts';
import { createJob } from '../shell/jobs.ts';
import type { Reaction, ReaderContext } from '../shell/reader-context.ts';
import type { State } from '../shell/state.ts';
import type { CompareState } from './compare-state.ts';
import { createWordsReader } from './compare-words.ts';
import { otherRunHint } from './open-compare.ts';
import { prepareFrame } from './prepare-frame.ts';

/** Reads and compares what is shown, until the user goes back. */
export function readComparison(context: ReaderContext): Reaction {
  const words = createWordsReader(context);
  const job = createJob(context);
  let request: object | undefined;
  const react = (before: State, { compare }: State): void => {
    if (compare === before.compare) return;
    if (compare?.request !== request) {
      request = compare?.request;
      job.stop();
      words.stop();
      // The screen is painted first. An immediate would still come before the next key.
      if (compare && !compare.comparison)
        context.run(() => job.start(signal => compareNow(context, compare, signal), soonMs));
    }
    if (compare) words.read(compare);
  };
  const stop = (): void => {
    job.stop();
    words.stop();
  };
  return { react, stop };
}

const soonMs = 1;

async function compareNow(
  { store, dispatch, getState, now }: ReaderContext,
  { a, against, request, swapped }: CompareState,
  signal: AbortSignal,
): Promise<void> {
  const read = (): Promise<ComparedRuns> =>
    compareRuns(store(), runAddress(a), against, {
      now: now(),
      signal,
      onPartner: b => !signal.aborted && dispatch({ type: 'compare-advanced', request, b }),
      onProgress: (done, total) =>
        !signal.aborted && dispatch({ type: 'compare-advanced', request, progress: { done, total } }),
    });
  try {
    const comparison = await (swapped ? mirrorComparedRuns(swapped, signal) : read());
    if (signal.aborted) return;
    await inTurns(prepareFrame(getState(), comparison), signal);
    dispatch({ type: 'runs-compared', request, comparison });
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof InspectorError)) throw error;
    dispatch({ type: 'compare-failed', request, error: withWayOut(error, against) });
  }
}

/** On the screen, another run is not named but marked. */
function withWayOut(error: InspectorError, against: CompareState['against']): InspectorError {
  if (error.kind !== 'not-found' || against !== 'success') return error;
  return new InspectorError(error.kind, error.message, { hint: otherRunHint(), cause: error });
}
