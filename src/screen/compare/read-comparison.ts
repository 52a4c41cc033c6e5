import { inTurns } from '../../async/yield-to-event-loop.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import { compareTexts } from '../../model/compare/payload/text-words.ts';
import type { Difference } from '../../model/compare/run-comparison.ts';
import { nodeLabel } from '../../model/compare/text/difference-path.ts';
import { InspectorError } from '../../model/errors.ts';
import type { Pieces } from '../../model/pieces.ts';
import { isSameRun, type RunSummary, runAddress } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import { type ComparedRuns, compareRuns, mirrorComparedRuns } from '../../operations/compare-runs.ts';
import { moveToNeighbor } from '../run/open-run-by-id.ts';
import { createJob } from '../shell/jobs.ts';
import { keyOf } from '../shell/keymap.ts';
import type { Reaction, ReaderContext, SessionContext, State } from '../shell/state.ts';
import { markedRuns } from '../table/picked-run.ts';
import { cursorRun, whyNoRun } from '../table/reduce-list.ts';
import { compareRows, differenceOf, nodeOf } from './compare-rows.ts';
import { areUnread, type ComparedPair, type CompareState, sentenceOf } from './compare-state.ts';
import { compareSize, goToDifference, withComparison } from './reduce-compare.ts';
import { lookForSecrets, shownDifference, textsOf } from './value-detail.ts';

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
      // The delay lets the screen be painted first; an immediate would run before the next key.
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
  { a, against, request, swapped, withChildren }: CompareState,
  signal: AbortSignal,
): Promise<void> {
  const read = (): Promise<ComparedRuns> =>
    compareRuns(store(), runAddress(a), against, {
      now: now(),
      signal,
      withChildren,
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
    dispatch({ type: 'compare-failed', request, error: withWayOut(error, against, store().target) });
  }
}

/** The hint of the error is for the command line; on the screen another run is marked. */
function withWayOut(error: InspectorError, against: CompareState['against'], target: TargetInfo) {
  if (error.kind !== 'not-found' || against !== 'success' || target.kind === 'case') return error;
  const hint = `${keyOf('mark')} marks another run in the table, ${keyOf('compare')} then compares with it`;
  return new InspectorError(error.kind, error.message, { hint, cause: error });
}

/** Compares again once after each outage of a store, or of one of several. */
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

/** Updates the status of a run that went on when it was compared. */
export function followCompared({ dispatch }: ReaderContext): Reaction {
  const react = (before: State, after: State): void => {
    const { compare, list, detail } = after;
    const isSame = list.rows === before.list.rows && detail === before.detail && compare === before.compare;
    if (!compare || isSame) return;
    for (const run of ['a', 'b'] as const) {
      const shown = compare[run];
      const summary = shown && isActive(shown) ? knownRun(after, shown) : undefined;
      if (!shown || !summary || summary.status === shown.status) continue;
      // A row that was there before the comparison may be older than it, unless the run has ended.
      if (summary !== knownRun(before, shown) || !isActive(summary))
        dispatch({ type: 'compared-run-changed', run, summary });
    }
  };
  return { react, stop: () => {} };
}

function knownRun({ list, detail }: State, run: RunSummary): RunSummary | undefined {
  const row = list.rows.find(candidate => isSameRun(candidate, run));
  return row ?? (detail && isSameRun(detail.summary, run) ? detail.summary : undefined);
}

/** Compares the texts that the user has unfolded; again after secrets were revealed or masked. */
function createWordsReader({ run, dispatch, getState }: ReaderContext) {
  let begun = new Map<Difference, boolean>();
  let begunFor: object | undefined;
  let abort = new AbortController();

  const stop = (): void => {
    abort.abort();
    abort = new AbortController();
  };

  const read = (compare: CompareState): void => {
    const { signal } = abort;
    const { request, comparison, reveal, toggled } = compare;
    if (begunFor !== request) begun = new Map();
    begunFor = request;
    if (!comparison) return;
    for (const fold of toggled) {
      if (!isDifference(fold) || begun.get(fold) === reveal) continue;
      const texts = textsOf(fold, reveal);
      if (!texts) continue;
      begun.set(fold, reveal);
      run(async () => {
        try {
          const runs = await inTurns(compareTexts(texts.was, texts.is), signal);
          if (getState().compare?.reveal !== reveal) return;
          dispatch({ type: 'texts-compared', request, difference: fold, texts: { ...texts, runs } });
        } catch (error) {
          if (!signal.aborted) throw error;
        }
      });
    }
  };
  return { read, stop };
}

function isDifference(fold: object): fold is Difference {
  return 'kind' in fold && 'usual' in fold;
}

/** Fills the caches that the first frame of a comparison reads; yields, so that keys are handled. */
export function* prepareFrame(state: State, comparison: ComparedRuns): Pieces<void> {
  if (!state.compare) return;
  const compare = withComparison(state.compare, comparison);
  yield* lookForSecrets(comparison);
  sentenceOf(compare);
  yield;
  const size = compareSize({ ...state, compare });
  compareRows(compare, size.width);
  yield;
  const shown = goToDifference(compare, comparison.first, size);
  const rows = compareRows(shown, size.width).slice(shown.top, shown.top + size.rows);
  for (const row of rows) {
    yield;
    const [node, difference] = [nodeOf(row), differenceOf(row)];
    if (node) nodeLabel(node);
    if (difference) shownDifference(difference, compare.reveal);
  }
}

export function openCompare({ getState, dispatch }: SessionContext): void {
  const pair = comparedPair(getState());
  if (pair) dispatch({ type: 'compare-requested', request: {}, ...pair });
}

export function compareNeighbor(context: SessionContext, by: 1 | -1): void {
  const { getState, dispatch, say } = context;
  const { compare, detail } = getState();
  const run = moveToNeighbor(context, compare?.a, by);
  if (!run) return;
  if (detail) dispatch({ type: 'detail-opened', summary: run });
  dispatch({ type: 'compare-requested', request: {}, a: run, against: 'success' });
  if (compare?.isOfMarked) say('compared with its own last success, no longer with the marked run');
}

export function compareReason(state: State): string | undefined {
  const marks = state.list.marks.size;
  if (marks > 2) return `${marks} runs are marked: mark two to compare, or one and go to the other`;
  return comparedPair(state) ? undefined : whyNoRun(state.list);
}

/** Two marked runs; else the marked run and the one under the cursor; else this one and its last success. */
function comparedPair(state: State): ComparedPair | undefined {
  const run = state.screen === 'detail' ? state.detail?.summary : cursorRun(state.list);
  const [first, second] = markedRuns(state.list);
  if (first && second) return pairOf(first, second);
  if (!run) return undefined;
  return first && !isSameRun(first, run) ? pairOf(run, first) : { a: run, against: 'success' };
}

/** Run `a` is the one that failed, else the newer one. */
function pairOf(one: RunSummary, other: RunSummary): ComparedPair {
  const [a, b] = isBefore(other, one) ? [other, one] : [one, other];
  return { a, b, against: { address: runAddress(b) }, isOfMarked: true };
}

function isBefore(one: RunSummary, other: RunSummary): boolean {
  const [hasFailed, otherHas] = [one.status === 'failed', other.status === 'failed'];
  return hasFailed === otherHas ? one.createdAt > other.createdAt : hasFailed;
}
