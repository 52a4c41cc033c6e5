import { type FailureMark, noteText } from '../../model/failure/memory/failure-mark.ts';
import { signatureOfRun } from '../../model/failure/summarize-failure.ts';
import { failingCall } from '../../model/report/failing-step.ts';
import { logsAround } from '../../model/report/logs-around.ts';
import { isSameRun, type Run, runAddress } from '../../model/run.ts';
import { explainedText } from '../../model/share/explanation-text.ts';
import { readNoteOn } from '../../operations/failures/failure-memory.ts';
import {
  type CountedFailures,
  countFailures,
  groupIdAmong,
  usualAmong,
} from '../../operations/failures/read-how-usual.ts';
import { readShortTrace } from '../../operations/read-trace.ts';
import { createFreshValues, type Read, readWhileShown, unlessAway } from '../shell/jobs.ts';
import type { Reaction, SessionContext, State } from '../shell/state.ts';

/** Runs that are only passed are not counted. */
const passingMs = 120;
/** A store that reads run by run counts the newest ones, as many as fit into this time. */
const budgetMs = 2_000;
/** How long a count is used for other runs of the same signature, and the words of a group stay. */
const freshMs = 60_000;
const mostKept = 200;
/** The part of the time that counting again takes at most, while the open run is read again and again. */
const shareOfTime = 1 / 20;

type Count = CountedFailures & { readonly tookMs: number };

/** What is told of a failed run; it is told again once one of these is another. */
type Told = Pick<State, 'explained'> & {
  readonly run: Run;
  readonly markings: unknown;
};

/** Finds out, once a failed run is open, how usual its failure is, which call failed and what was logged. */
export function answerOpenRun(context: SessionContext): Reaction {
  const { dispatch, effects, now, store } = context;
  const counts = createFreshValues<Count>({ now, forMs: freshMs, most: mostKept });
  let counted: Run | undefined;

  async function count({ run, explained }: Told, ...[signal, again]: Parameters<Read>): Promise<void> {
    const address = runAddress(run);
    const usualIn = await countOnce(run, signal);
    if (signal.aborted || !usualIn) return;
    const usual = usualAmong(usualIn, run);
    if (usual) dispatch({ type: 'detail-answer-found', address, answer: { usual } });
    const id = groupIdAmong(usualIn, run);
    const ofGroup = id === undefined ? [] : await readWords(id, explained, signal);
    if (signal.aborted) return;
    dispatch({ type: 'detail-answer-found', address, answer: { ofGroup } });
    // They have ages.
    if (ofGroup.length > 0) again(freshMs);
  }

  /** What the team has noted of the group, and what `W` last found of it. */
  async function readWords(id: string, explained: Told['explained'], signal: AbortSignal) {
    const own = await effects.ownFailures(store().target);
    const known = await unlessAway(() => readNoteOn(id, { store: store(), own, signal }), signal);
    return wordsOfGroup(known, explained?.get(id), now());
  }

  async function countOnce(run: Run, signal: AbortSignal): Promise<Count | undefined> {
    const signature = signatureOfRun(run);
    if (signature === undefined) return undefined;
    const at = now();
    const known = counts.get(signature);
    const isReadAgain = counted !== run && isSameRun(run, counted);
    counted = run;
    const isOutdated = isReadAgain && known && at - known.at > known.tookMs / shareOfTime;
    if (known && known.at >= run.createdAt && !isOutdated) return known;
    const found = await countFailures(store(), signature, { now: at, signal, budgetMs });
    if (signal.aborted) return undefined;
    const fresh = { ...found, tookMs: now() - at };
    counts.set(signature, fresh);
    return fresh;
  }

  async function readTrace(run: Run, signal: AbortSignal): Promise<void> {
    const address = runAddress(run);
    const trace = run.trace ?? (await readShortTrace(store(), address, signal));
    if (!trace || signal.aborted) return;
    const answer = { call: failingCall({ ...run, trace }), logs: logsAround(run, trace) };
    if (answer.call || answer.logs) dispatch({ type: 'detail-answer-found', address, answer });
  }

  const tracing = readWhileShown(context, { shown: failedRun, read: readTrace });
  const counting = readWhileShown(context, { shown: toldOf, isSame, read: count, delayMs: passingMs });
  return {
    react: (before, after) => {
      if (before.store.target !== after.store.target) counts.clear();
      tracing.react(before, after);
      counting.react(before, after);
    },
    stop: () => {
      tracing.stop();
      counting.stop();
      counts.clear();
    },
  };
}

function failedRun({ detail }: State): Run | undefined {
  return detail?.run?.status === 'failed' ? detail.run : undefined;
}

function toldOf(state: State): Told | undefined {
  const run = failedRun(state);
  return run && { run, explained: state.explained, markings: state.groups?.markings };
}

function isSame(one: Told, other: Told): boolean {
  return one.run === other.run && one.explained === other.explained && one.markings === other.markings;
}

export function wordsOfGroup(
  known: FailureMark | undefined,
  explained: Parameters<typeof explainedText>[0] | undefined,
  now: number,
): readonly string[] {
  return [...(known ? [noteText(known, now)] : []), ...(explained ? [explainedText(explained, now)] : [])];
}
