import { untilAborted } from '../../../async/until-aborted.ts';
import { InspectorError } from '../../../model/errors.ts';
import { logsAround } from '../../../model/report/answer/logs-around.ts';
import { failingCall } from '../../../model/report/failing-call.ts';
import { type Run, runAddress } from '../../../model/run.ts';
import {
  type CountedFailures,
  countFailures,
  signatureOfRun,
  usualAmong,
} from '../../../operations/failures/read-how-usual.ts';
import { readShortTrace } from '../../../operations/read-short-trace.ts';
import type { Reaction } from '../../session/reaction.ts';
import type { ReaderContext } from '../../session/reader-context.ts';
import type { State } from '../../session/state.ts';

/** Runs that are only passed are not counted. */
const passingMs = 120;
/** Where the store goes from run to run, the newest are counted: as many as this leaves time for. */
const budgetMs = 2_000;
/** How long a count is used for other runs of the same signature. */
const freshMs = 60_000;
const mostKept = 200;

/** Finds out, once a failed run is open, how usual its failure is, which call failed and what was logged. */
export function answerOpenRun(context: ReaderContext): Reaction {
  const { dispatch, now, run: start, store } = context;
  const counts = new Map<string, CountedFailures>();
  let reading: { readonly address: string; readonly abort: AbortController } | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function count(run: Run, signal: AbortSignal): Promise<void> {
    const signature = signatureOfRun(run);
    if (signature === undefined) return;
    const known = counts.get(signature);
    const isFresh = known && now() - known.at < freshMs && run.createdAt <= known.at;
    const counted = isFresh
      ? known
      : await countFailures(store(), signature, { now: now(), signal, budgetMs });
    if (signal.aborted) return;
    if (counts.size >= mostKept) counts.clear();
    counts.set(signature, counted);
    const usual = usualAmong(counted, run);
    if (usual) dispatch({ type: 'detail-answer-found', address: runAddress(run), answer: { usual } });
  }

  async function readTrace(run: Run, signal: AbortSignal): Promise<void> {
    const address = runAddress(run);
    const trace = run.trace ?? (await untilAborted(readShortTrace(store(), address, signal), signal));
    if (!trace || signal.aborted) return;
    const answer = { call: failingCall({ ...run, trace }), logs: logsAround(run, trace) };
    if (answer.call || answer.logs) dispatch({ type: 'detail-answer-found', address, answer });
  }

  const begin = (run: Run): void => {
    const abort = new AbortController();
    const { signal } = abort;
    const quietly = (work: () => Promise<void>) => start(() => work().catch(error => refuse(error, signal)));
    reading = { address: runAddress(run), abort };
    quietly(() => readTrace(run, signal));
    timer = setTimeout(() => quietly(() => count(run, signal)), passingMs);
  };

  const leave = (): void => {
    clearTimeout(timer);
    reading?.abort.abort();
    reading = undefined;
  };

  const react = (before: State, after: State): void => {
    if (before.store.target !== after.store.target) counts.clear();
    if (before.detail === after.detail) return;
    const open = after.detail?.run;
    const address = open?.status === 'failed' ? runAddress(open) : undefined;
    const isReadAgain = before.detail?.run !== undefined && open !== before.detail.run;
    const isSecondPart = before.detail?.lacksSteps === 'reading';
    if (isReadAgain && !isSecondPart && reading && reading.address === address) counts.clear();
    if (isReadAgain || reading?.address !== address) leave();
    if (open && address !== undefined && !reading) begin(open);
  };
  const stop = (): void => {
    leave();
    counts.clear();
  };
  return { react, stop };
}

/** The run is shown without what could not be read: its own reading reports what is wrong. */
function refuse(error: unknown, signal: AbortSignal): void {
  if (!signal.aborted && !(error instanceof InspectorError)) throw error;
}
