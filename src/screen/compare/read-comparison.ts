import { inTurns } from '../../async/yield-to-event-loop.ts';
import { InspectorError } from '../../model/errors.ts';
import { isSameRun, type RunSummary, runAddress } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import { type ComparedRuns, compareRuns, mirrorComparedRuns } from '../../operations/compare-runs.ts';
import { createJob } from '../shell/jobs.ts';
import type { Reaction, ReaderContext } from '../shell/reader-context.ts';
import type { State } from '../shell/state.ts';
import { areUnread, type CompareState } from './compare-state.ts';
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

/** Compares again once a store, or one of several, answers that was lost: once for each outage. */
export function compareAfterOutage({ run, dispatch }: ReaderContext): Reaction {
  let request: object | undefined;
  let wasLost = false;
  const react = (_: State, { compare, store, list }: State): void => {
    if (compare?.request !== request) {
      request = compare?.request;
      wasLost = false;
    }
    if (!compare) return;
    if (store.link.type === 'stale' || list.missing.length > 0) wasLost = true;
    else if (wasLost && areUnread(compare)) {
      wasLost = false;
      run(async () => dispatch({ type: 'compare-repeated', request: {} }));
    }
  };
  return { react, stop: () => {} };
}

/** Shows how a compared run that was not over is now, of which the comparison, made before, knows nothing. */
export function followCompared({ dispatch }: ReaderContext): Reaction {
  const react = (before: State, after: State): void => {
    const { compare, list, detail } = after;
    const isSame = list.rows === before.list.rows && detail === before.detail && compare === before.compare;
    if (!compare || isSame) return;
    for (const run of ['a', 'b'] as const) {
      const shown = compare[run];
      const summary = shown && isActive(shown) ? knownRun(after, shown) : undefined;
      if (summary && summary.status !== shown?.status)
        dispatch({ type: 'compared-run-changed', run, summary });
    }
  };
  return { react, stop: () => {} };
}

/** The row of a run, which a filter may have left out, or the open run. */
function knownRun({ list, detail }: State, run: RunSummary): RunSummary | undefined {
  const row = list.rows.find(candidate => isSameRun(candidate, run));
  return row ?? (detail && isSameRun(detail.summary, run) ? detail.summary : undefined);
}
