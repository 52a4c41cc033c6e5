import { failingCall } from '../../model/report/failing-step.ts';
import { logsAround } from '../../model/report/logs-around.ts';
import { type Run, runAddress } from '../../model/run.ts';
import {
  type CountedFailures,
  countFailures,
  signatureOfRun,
  usualAmong,
} from '../../operations/failures/read-how-usual.ts';
import { readShortTrace } from '../../operations/read-trace.ts';
import { createJob, type Read } from '../shell/jobs.ts';
import type { Reaction, ReaderContext } from '../shell/reader-context.ts';
import type { State } from '../shell/state.ts';

/** Runs that are only passed are not counted. */
const passingMs = 120;
/** A store that reads run by run counts the newest ones, as many as fit into this time. */
const budgetMs = 2_000;
/** How long a count is used for other runs of the same signature. */
const freshMs = 60_000;
const mostKept = 200;
/** The part of the time that counting again takes at most, while the open run is read again and again. */
const shareOfTime = 1 / 20;

type Count = CountedFailures & { readonly tookMs: number };

/** Finds out, once a failed run is open, how usual its failure is, which call failed and what was logged. */
export function answerOpenRun(context: ReaderContext): Reaction {
  const { dispatch, now, run: start, store } = context;
  const tracing = createJob(context);
  const counting = createJob(context);
  const counts = new Map<string, Count>();
  /** Counts from before this time are out of date. */
  let readAgainAt = Number.NEGATIVE_INFINITY;
  /** The address of the run that is answered. */
  let answered: string | undefined;

  async function count(run: Run, ...[signal, again]: Parameters<Read>): Promise<void> {
    const signature = signatureOfRun(run);
    if (signature === undefined) return;
    const known = counts.get(signature);
    const leastAt = Math.max(run.createdAt, readAgainAt, now() - freshMs);
    const restMs = known ? known.at + known.tookMs / shareOfTime - now() : 0;
    const isOutdated = !known || known.at < leastAt;
    if (isOutdated && restMs > 0) again(restMs);
    const counted = isOutdated && restMs <= 0 ? await countNow(signature, signal) : known;
    if (signal.aborted || !counted) return;
    const usual = usualAmong(counted, run);
    if (usual) dispatch({ type: 'detail-answer-found', address: runAddress(run), answer: { usual } });
  }

  async function countNow(signature: string, signal: AbortSignal): Promise<Count | undefined> {
    const at = now();
    const counted = await countFailures(store(), signature, { now: at, signal, budgetMs });
    if (signal.aborted) return undefined;
    if (counts.size >= mostKept) counts.clear();
    const count = { ...counted, tookMs: now() - at };
    counts.set(signature, count);
    return count;
  }

  async function readTrace(run: Run, signal: AbortSignal): Promise<void> {
    const address = runAddress(run);
    const trace = run.trace ?? (await readShortTrace(store(), address, signal));
    if (!trace || signal.aborted) return;
    const answer = { call: failingCall({ ...run, trace }), logs: logsAround(run, trace) };
    if (answer.call || answer.logs) dispatch({ type: 'detail-answer-found', address, answer });
  }

  const begin = (run: Run): void => {
    answered = runAddress(run);
    start(() => tracing.start(signal => readTrace(run, signal)));
    start(() => counting.start((...args) => count(run, ...args), passingMs));
  };

  const leave = (): void => {
    tracing.stop();
    counting.stop();
    answered = undefined;
  };

  const react = (before: State, after: State): void => {
    if (before.store.target !== after.store.target) counts.clear();
    if (before.detail === after.detail) return;
    const open = after.detail?.run;
    const address = open?.status === 'failed' ? runAddress(open) : undefined;
    const isReadAgain = before.detail?.run !== undefined && open !== before.detail.run;
    const isSecondPart = before.detail?.lacksSteps === 'reading';
    if (isReadAgain && !isSecondPart && address !== undefined && answered === address) readAgainAt = now();
    if (isReadAgain || answered !== address) leave();
    if (open && address !== undefined && answered === undefined) begin(open);
  };
  const stop = (): void => {
    leave();
    counts.clear();
  };
  return { react, stop };
}
