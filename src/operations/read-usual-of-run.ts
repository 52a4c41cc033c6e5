import { inTurns } from '../async/in-turns.ts';
import { untilAborted } from '../async/until-aborted.ts';
import { readRecentSuccesses } from '../contract/recent-successes.ts';
import type { RunStore } from '../contract/run-store.ts';
import { type RunSummary, runAddress, type Usual } from '../model/run.ts';
import { usualOfRuns } from '../model/usual/usual.ts';
import { createSpanDurations, type UsualSpans } from '../model/usual/usual-spans.ts';
import { readShortTrace } from './read-short-trace.ts';

/** How long the recent successes of a run's workflow took, and the spans in them. */
export type UsualOfRun = { readonly run?: Usual; readonly spans: UsualSpans };

type Store = Pick<RunStore, 'listRuns' | 'getTrace' | 'target'>;

type Options = {
  readonly now: number;
  readonly signal: AbortSignal;
  /** When this is over, what was read by then is what is known. */
  readonly budgetMs: number;
};

const mostTraces = 20;
const mostRemoteTraces = 10;

/** Reads in the background: one trace after the other, and yields between them. */
export async function readUsualOfRun(
  store: Store,
  run: RunSummary,
  { now, signal, budgetMs }: Options,
): Promise<UsualOfRun> {
  const soon = AbortSignal.any([signal, AbortSignal.timeout(budgetMs)]);
  const durations = createSpanDurations();
  let usual: Usual | undefined;
  try {
    const successes = await untilAborted(readRecentSuccesses(store, run, { now, signal: soon }), soon);
    usual = usualOfRuns(successes);
    const most = store.target.isRemote ? mostRemoteTraces : mostTraces;
    for (const success of successes.slice(0, most)) {
      const trace = await untilAborted(readShortTrace(store, runAddress(success), soon), soon);
      await inTurns(durations.add(trace?.spans ?? []), soon);
    }
  } catch (error) {
    if (!soon.aborted || signal.aborted) throw error;
  }
  return { run: usual, spans: durations.usual() };
}
