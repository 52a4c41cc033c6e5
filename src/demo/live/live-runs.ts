import { pause } from '../../async/sleep.ts';
import { openRecorder, type Recorder, type RunScope } from '../../recorder/recorder.ts';
import { createRandom } from '../data/random.ts';
import { drawFlow, flows } from '../draw/draw-sample-run.ts';
import { playRun, playStarted } from './play-run.ts';

const mostActive = 8;
const pauseMs = { shortest: 1_000, longest: 3_000 } as const;
/** Apart from the numbers of the runs that the sample starts itself. */
const firstStarted = 1_000_000;
const middayMs = 12 * 3_600_000;

export type LiveRunsOptions = {
  readonly path: string;
  readonly seed?: number;
  readonly signal: AbortSignal;
  readonly now?: () => number;
};

/**
 * Starts and records a run every 1 to 3 s, up to 8 at the same time, until the signal aborts; resolves when
 * everything is written. What the runs do depends only on the seed. Its workflows can also be started.
 */
export async function recordLiveRuns(options: LiveRunsOptions): Promise<void> {
  const { path, seed = 1, signal, now = Date.now } = options;
  const recorder = await openRecorder({ location: path, now });
  offerWorkflows(recorder, seed, signal);
  const active = new Set<Promise<void>>();
  const pace = createRandom(seed, -1);
  for (let index = 0; !signal.aborted; ) {
    if (active.size < mostActive) {
      const random = createRandom(seed, index);
      const day = new Date(now()).toISOString().slice(0, 10);
      const run = playRun(recorder, random, drawFlow(random, middayMs), { signal, day })
        // The recorder has recorded the error.
        .catch(() => {})
        .finally(() => active.delete(run));
      active.add(run);
      index += 1;
    }
    await pause(pace.between(pauseMs.shortest, pauseMs.longest), signal).catch(() => {});
  }
  await Promise.all(active);
  await recorder.close();
}

function offerWorkflows(recorder: Recorder, seed: number, signal: AbortSignal): void {
  let started = 0;
  for (const flow of flows.filter(({ kind }) => kind === 'workflow')) {
    const play = (_: unknown, run: RunScope) => {
      started += 1;
      return playStarted(createRandom(seed, firstStarted + started), flow, run);
    };
    recorder.workflow(flow.name, play, { signal });
  }
}
