import { inTime } from '../async/deadline.ts';
import { inTurns } from '../async/yield-to-event-loop.ts';
import { readRecentSuccesses } from '../contract/reading/recent-successes.ts';
import type { RunStore } from '../contract/run-store.ts';
import { type RunSummary, runAddress, type Usual } from '../model/run.ts';
import { usualOfRuns } from '../model/usual/usual.ts';
import { createPartDurations, type Timed, type UsualParts } from '../model/usual/usual-parts.ts';
import { timedSteps } from '../model/usual/usual-steps.ts';
import { readShortTrace } from './read-trace.ts';

export type UsualOfRun = { readonly run?: Usual; readonly parts: UsualParts };

type Store = Pick<RunStore, 'listRuns' | 'getRun' | 'getTrace' | 'target'>;

/** `none`: the list of the successes has their durations. */
export type PartsOfRun = 'steps' | 'spans' | 'none';

export type BoundedReading = {
  readonly now: number;
  readonly signal: AbortSignal;
  readonly budgetMs: number;
};

const mostRuns = 20;
const mostRemoteRuns = 10;
const mostSteps = 6_000;

/** Reads one run after the other, and yields between them. */
export async function readUsualOfRun(
  store: Store,
  run: RunSummary,
  kind: PartsOfRun,
  { now, signal, budgetMs }: BoundedReading,
): Promise<UsualOfRun> {
  const durations = createPartDurations();
  let usual: Usual | undefined;
  await inTime({ ms: budgetMs, signal }, async soon => {
    const successes = await readRecentSuccesses(store, run, { now, signal: soon });
    soon.throwIfAborted();
    usual = usualOfRuns(successes);
    const most = store.target.isRemote ? mostRemoteRuns : mostRuns;
    const short = successes.filter(({ stepCount = 0 }) => kind === 'spans' || stepCount <= mostSteps);
    for (const success of kind === 'none' ? [] : short.slice(0, most))
      await inTurns(durations.add(await readParts(store, runAddress(success), kind, soon)), soon);
  });
  return { run: usual, parts: durations.usual() };
}

async function readParts(
  store: Store,
  address: string,
  kind: PartsOfRun,
  signal: AbortSignal,
): Promise<readonly Timed[]> {
  if (kind === 'spans') return (await readShortTrace(store, address, signal))?.spans ?? [];
  const include = { steps: true, lazyPayloads: true };
  const { steps = [] } = (await store.getRun(address, { include, signal })) ?? {};
  return steps.length > mostSteps ? [] : timedSteps(steps);
}
