import { inTurns } from '../../../async/in-turns.ts';
import { InspectorError } from '../../../model/errors.ts';
import { type Run, runAddress } from '../../../model/run.ts';
import { isActive } from '../../../model/status.ts';
import { workflowKey } from '../../../model/usual/usual.ts';
import { findSlowSpans } from '../../../model/usual/usual-spans.ts';
import { readUsualOfRun, type UsualOfRun } from '../../../operations/read-usual-of-run.ts';
import type { Reaction } from '../../session/reaction.ts';
import type { ReaderContext } from '../../session/reader-context.ts';
import type { State } from '../../session/state.ts';
import type { TraceIndex } from '../trace/trace-index.ts';

/** Runs that are only passed are not compared. */
const passingMs = 120;
const budgetMs = 2_000;
/** How long it is used for other runs of the same workflow. */
const freshMs = 60_000;
const mostKept = 50;

/** Finds out which spans took longer than usual, once the whole trace of a run is shown. */
export function markSlowSpans({ dispatch, now, run: start, store }: ReaderContext): Reaction {
  const known = new Map<string, { readonly at: number; readonly usual: UsualOfRun }>();
  let marking: { readonly trace: TraceIndex; readonly abort: AbortController } | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function usualOf(run: Run, signal: AbortSignal): Promise<UsualOfRun> {
    const key = `${run.target ?? ''} ${workflowKey(run)}`;
    const before = known.get(key);
    if (before && now() - before.at < freshMs) return before.usual;
    const usual = await readUsualOfRun(store(), run, { now: now(), signal, budgetMs });
    if (known.size >= mostKept) known.clear();
    known.set(key, { at: now(), usual });
    return usual;
  }

  async function mark(run: Run, { spans }: TraceIndex, signal: AbortSignal): Promise<void> {
    const usual = await usualOf(run, signal);
    const openEndAt = isActive(run) ? now() : (run.finishedAt ?? 0);
    const slow = await inTurns(findSlowSpans(spans, usual.spans, openEndAt), signal);
    if (!signal.aborted)
      dispatch({ type: 'detail-usual-found', address: runAddress(run), usual: usual.run, slow });
  }

  const leave = (): void => {
    clearTimeout(timer);
    marking?.abort.abort();
    marking = undefined;
  };

  const begin = (run: Run, trace: TraceIndex): void => {
    const abort = new AbortController();
    const { signal } = abort;
    marking = { trace, abort };
    const work = () => mark(run, trace, signal).catch(error => refuse(error, signal));
    timer = setTimeout(() => start(work), passingMs);
  };

  const react = (before: State, { detail, store: { target } }: State): void => {
    if (before.store.target !== target) known.clear();
    if (before.detail === detail) return;
    const isShown = detail?.tab === 'trace' && detail.trace.phase === 'read';
    const trace = isShown ? detail.trace.index : undefined;
    if (trace === marking?.trace) return;
    leave();
    if (detail?.run && trace && trace.spans.length > 0) begin(detail.run, trace);
  };
  const stop = (): void => {
    leave();
    known.clear();
  };
  return { react, stop };
}

/** The trace is shown without marks where nothing can be read. */
function refuse(error: unknown, signal: AbortSignal): void {
  if (!signal.aborted && !(error instanceof InspectorError)) throw error;
}
