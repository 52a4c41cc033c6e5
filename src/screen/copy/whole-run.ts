import { InspectorError } from '../../model/errors.ts';
import { isSameRun, type Run, type RunSummary, runAddress } from '../../model/run.ts';
import { readRunWithSteps } from '../../operations/read-run-with-steps.ts';
import { noSuchRunText } from '../../operations/target-refusal.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { State } from '../shell/state.ts';

const slowAfterMs = 100;
const readingText = 'reading the whole run…';

/** The whole run, if the detail has read it and it has not changed since. */
export function wholeIfKnown({ detail }: State, picked: RunSummary): Run | undefined {
  const known = detail?.run;
  const isWhole = isSameRun(known, picked) && known.status === picked.status && !detail?.lacksSteps;
  return isWhole ? known : undefined;
}

/** Says so when it takes a moment. A failure names what does not happen because of it: `otherwise`. */
export async function readWholeRun(
  context: SessionContext,
  picked: RunSummary,
  otherwise: string,
): Promise<Run> {
  const slow = setTimeout(
    () => context.dispatch({ type: 'noticed', text: readingText, tone: 'info' }),
    slowAfterMs,
  );
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

/** Names in an expected failure what does not happen because of it. */
export async function orElse<T>(otherwise: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof InspectorError)) throw error;
    const { kind, message, hint } = error;
    throw new InspectorError(kind, `${otherwise}: ${message}`, { hint, cause: error });
  }
}

/** The spans read for a note: those that failed are mostly among the first. */
const spansOfNote = 5_000;

/** The run with the start of its trace, as far as the detail has read it; without where it cannot be read. */
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
