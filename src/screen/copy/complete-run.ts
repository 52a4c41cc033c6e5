import { isSameRun, type Run, type RunSummary, runAddress, type Trace } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import { formatCount } from '../../model/text/formats.ts';
import { createFailureIdReader } from '../../operations/failures/failure-votes.ts';
import { readWholeTrace } from '../../operations/read-trace.ts';
import type { ReportProgress } from '../shell/long-task.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { State } from '../shell/state.ts';
import { orElse, requestWholeRun, wholeIfKnown } from './whole-run.ts';

/** Everything that the command `get` prints of a run. */
export type CompleteRun = { readonly run: Run; readonly failureId?: string };

type Reading = {
  /** What does not happen if reading fails. */
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

/** Reads what the screen has not: payloads, steps and messages, and the trace page by page. */
export async function readRunWithTrace(
  context: SessionContext,
  picked: RunSummary,
  { otherwise, signal, report }: Reading,
): Promise<Run> {
  const known = wholeIfKnown(context.getState(), picked);
  const run = known ?? (await requestWholeRun(context, picked, otherwise, signal));
  return { ...run, trace: await orElse(otherwise, () => readTrace(context, run, signal, report)) };
}

/** The runs with the ids of their groups, on which all failures of the store vote together. */
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

/** The trace that is shown, if nothing more can come: only its own tab keeps it up to date. */
function traceIfKnown({ detail }: State, run: Run): Trace | undefined {
  if (detail?.tab !== 'trace' || !isSameRun(detail.summary, run) || isActive(run)) return undefined;
  const { phase, incoming, index } = detail.trace;
  return phase === 'read' && !incoming ? { spans: index.spans, logs: index.logs } : undefined;
}
