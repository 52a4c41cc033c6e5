import { type FailureMark, noteText } from '../../model/failure/memory/failure-mark.ts';
import { signatureOfRun } from '../../model/failure/summarize-failure.ts';
import { failingCall } from '../../model/report/failing-step.ts';
import { logsAround } from '../../model/report/logs-around.ts';
import { type Run, runAddress } from '../../model/run.ts';
import { explainedText } from '../../model/share/explanation-text.ts';
import { readNoteOn } from '../../operations/failures/failure-memory.ts';
import {
  type CountedFailures,
  countFailures,
  groupIdAmong,
  usualAmong,
} from '../../operations/failures/read-how-usual.ts';
import { readShortTrace } from '../../operations/read-trace.ts';
import { createJob, type Read, unlessAway } from '../shell/jobs.ts';
import type { Reaction } from '../shell/reader-context.ts';
import type { SessionContext } from '../shell/session-context.ts';
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
export function answerOpenRun(context: SessionContext): Reaction {
  const { dispatch, effects, getState, now, run: start, store } = context;
  const tracing = createJob(context);
  const counting = createJob(context);
  const counts = new Map<string, Count>();
  /** Counts from before this time are out of date. */
  let readAgainAt = Number.NEGATIVE_INFINITY;
  /** The address of the run that is answered. */
  let answered: string | undefined;
  let answeredAt = Number.NEGATIVE_INFINITY;

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
    const address = runAddress(run);
    const usual = usualAmong(counted, run);
    if (usual) dispatch({ type: 'detail-answer-found', address, answer: { usual } });
    const id = groupIdAmong(counted, run);
    const ofGroup = id === undefined ? [] : await readWords(id, signal);
    if (signal.aborted) return;
    answeredAt = now();
    dispatch({ type: 'detail-answer-found', address, answer: { ofGroup } });
  }

  /** What the team has noted of the group, and what `W` last found of it. */
  async function readWords(id: string, signal: AbortSignal): Promise<readonly string[]> {
    const own = await effects.ownFailures(store().target);
    const known = await unlessAway(() => readNoteOn(id, { store: store(), own, signal }), signal);
    const explained = getState().explained?.get(id);
    return wordsOfGroup(known, explained, now());
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
    const open = after.detail?.run;
    const address = open?.status === 'failed' ? runAddress(open) : undefined;
    if (open && answered !== undefined && answered === address && isToldAgain(before, after))
      start(() => counting.start((...args) => count(open, ...args), passingMs));
    if (before.detail === after.detail) return;
    const isReadAgain = before.detail?.run !== undefined && open !== before.detail.run;
    const isSecondPart = before.detail?.lacksSteps === 'reading';
    if (isReadAgain && !isSecondPart && address !== undefined && answered === address) readAgainAt = now();
    if (isReadAgain || answered !== address) leave();
    if (open && address !== undefined && answered === undefined) begin(open);
  };
  /** Whether what is said of the group has changed, or its ages have. */
  const isToldAgain = (before: State, after: State): boolean => {
    const isTold = (after.detail?.answer?.ofGroup?.length ?? 0) > 0;
    const isOld = isTold && before.now !== after.now && after.now - answeredAt >= freshMs;
    if (isOld) answeredAt = after.now;
    return (
      isOld ||
      before.explained !== after.explained ||
      (before.groups !== undefined && before.groups.markings !== after.groups?.markings)
    );
  };
  const stop = (): void => {
    leave();
    counts.clear();
  };
  return { react, stop };
}

export function wordsOfGroup(
  known: FailureMark | undefined,
  explained: Parameters<typeof explainedText>[0] | undefined,
  now: number,
): readonly string[] {
  return [...(known ? [noteText(known, now)] : []), ...(explained ? [explainedText(explained, now)] : [])];
}
