import { InspectorError } from '../../model/errors.ts';
import type { CopySource } from '../../model/report/render-copy.ts';
import { isSameRun, type Run, type RunSummary, runAddress, type Trace } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import { formatCount } from '../../model/text/formats.ts';
import { readFailureFindings } from '../../operations/failures/explain-run.ts';
import { createFailureIdReader } from '../../operations/failures/failure-votes.ts';
import { readRunWithSteps } from '../../operations/read-run-with-steps.ts';
import { readWholeTrace } from '../../operations/read-trace.ts';
import { noSuchRunText } from '../../operations/target-refusal.ts';
import { wordsOfGroup } from '../run/run-commands.ts';
import type { ReportProgress, SessionContext, State } from '../shell/state.ts';

const slowAfterMs = 100;
const readingText = 'reading the whole run…';

/** The whole run, if the detail has read it and its status is the same. */
export function wholeIfKnown({ detail }: State, picked: RunSummary): Run | undefined {
  const known = detail?.run;
  const isWhole = isSameRun(known, picked) && known.status === picked.status && !detail?.lacksSteps;
  return isWhole ? known : undefined;
}

/** Says so when reading takes a moment. `otherwise` is what a failure prevents. */
export async function readWholeRun(
  context: SessionContext,
  picked: RunSummary,
  otherwise: string,
): Promise<Run> {
  const slow = setTimeout(() => context.say(readingText), slowAfterMs);
  try {
    return await requestWholeRun(context, picked, otherwise);
  } finally {
    clearTimeout(slow);
    if (context.getState().notice?.text === readingText) context.dispatch({ type: 'notice-expired' });
  }
}

export function requestWholeRun(
  { store }: SessionContext,
  picked: RunSummary,
  otherwise: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<Run> {
  return orElse(otherwise, async () => {
    const whole = await readRunWithSteps(store(), picked, { signal });
    if (whole) return whole;
    throw new InspectorError('not-found', noSuchRunText(store().target, runAddress(picked)));
  });
}

/** Begins the message of an expected failure with what it prevents. */
export async function orElse<T>(otherwise: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof InspectorError)) throw error;
    const { kind, message, hint } = error;
    throw new InspectorError(kind, `${otherwise}: ${message}`, { hint, cause: error });
  }
}

/** The most spans read for a note; failed ones are mostly among the first. */
const spansOfNote = 5_000;

/** Adds what the detail has of the trace, else its start; nothing where it cannot be read. */
export async function withTrace({ store, getState }: SessionContext, run: Run): Promise<Run> {
  const { detail } = getState();
  if (run.trace) return run;
  if (detail && isSameRun(detail.summary, run) && detail.trace.phase !== 'unread') {
    const { spans, logs } = detail.trace.index;
    return { ...run, trace: { spans, logs } };
  }
  try {
    const page = await store().getTrace(runAddress(run), { limit: spansOfNote });
    return page ? { ...run, trace: { spans: page.spans, logs: page.logs } } : run;
  } catch (error) {
    if (error instanceof InspectorError) return run;
    throw error;
  }
}

/** What a note says about the group of a failed run: from the open run's answer, else read for it. */
export async function readOfGroup(
  { effects, getState, now, store }: SessionContext,
  run: Run,
): Promise<Pick<CopySource, 'usual' | 'ofGroup'>> {
  const { detail, explained } = getState();
  const answer = detail && isSameRun(detail.summary, run) ? detail.answer : undefined;
  if (run.status !== 'failed' || answer?.ofGroup) return { usual: answer?.usual, ofGroup: answer?.ofGroup };
  const own = await effects.ownFailures(store().target);
  const options = { own, signal: new AbortController().signal, now: now() };
  const { usual, failureId = '', known } = await readFailureFindings(run, store(), options);
  return { usual, ofGroup: wordsOfGroup(known, explained?.get(failureId), now()) };
}

/** All that the command `get` prints of a run. */
export type CompleteRun = { readonly run: Run; readonly failureId?: string };

type Reading = {
  /** What a failure prevents, such as `nothing is copied`. */
  readonly otherwise: string;
  readonly signal: AbortSignal;
  readonly report: ReportProgress;
};

export async function readCompleteRun(
  context: SessionContext,
  picked: RunSummary,
  reading: Reading,
): Promise<CompleteRun> {
  const run = await readRunWithTrace(context, picked, reading);
  const [complete] = await withFailureIds(context, [run], reading);
  return complete ?? { run };
}

/** Reads what the screen lacks: payloads, steps and messages, and the whole trace. */
export async function readRunWithTrace(
  context: SessionContext,
  picked: RunSummary,
  { otherwise, signal, report }: Reading,
): Promise<Run> {
  const known = wholeIfKnown(context.getState(), picked);
  const run = known ?? (await requestWholeRun(context, picked, otherwise, signal));
  return { ...run, trace: await orElse(otherwise, () => readTrace(context, run, signal, report)) };
}

/** Reads the ids of the groups of failed runs, which depend on all failures of the store. */
export function withFailureIds(
  { store, now }: SessionContext,
  runs: readonly Run[],
  { otherwise, signal }: Pick<Reading, 'otherwise' | 'signal'>,
): Promise<readonly CompleteRun[]> {
  return orElse(otherwise, async () => {
    const failed = runs.filter(({ status }) => status === 'failed');
    if (failed.length === 0) return runs.map(run => ({ run }));
    const idOf = await createFailureIdReader(store(), { now: now(), signal }).read(failed);
    return runs.map(run => ({ run, failureId: idOf(run) }));
  });
}

async function readTrace(
  context: SessionContext,
  run: Run,
  signal: AbortSignal,
  report: ReportProgress,
): Promise<Trace> {
  const known = run.trace ?? traceIfKnown(context.getState(), run);
  if (known) return known;
  const onProgress = (spans: number, total: number) =>
    report(`reading the trace: ${formatCount(spans)} of ${formatCount(total)} spans`);
  return readWholeTrace(context.store(), runAddress(run), { signal, onProgress });
}

/** The trace that is shown, if it is final: only its own tab keeps it up to date. */
function traceIfKnown({ detail }: State, run: Run): Trace | undefined {
  if (detail?.tab !== 'trace' || !isSameRun(detail.summary, run) || isActive(run)) return undefined;
  const { phase, incoming, index } = detail.trace;
  return phase === 'read' && !incoming ? { spans: index.spans, logs: index.logs } : undefined;
}
