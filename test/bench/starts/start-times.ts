import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { timeOnScreen } from './time-on-screen.ts';

/** In ms. */
export type StartTimes = {
  readonly queued: readonly number[];
  readonly begun: readonly number[];
  /** Until the built program shows the run. */
  readonly shown: readonly number[];
};

type Timed = {
  readonly starter: RunStore;
  /** Another program that looks at the store. */
  readonly screen: RunStore;
  /** The address of the store, as the built program opens it. */
  readonly location: string;
  readonly samples: number;
};

/** How long a start takes until another program sees its run, and sees that it has begun. */
export async function timeStarts({ starter, screen, location, samples }: Timed): Promise<StartTimes> {
  const queued: number[] = [];
  const begun: number[] = [];
  const watching = new AbortController();
  const changes = screen.changes(watching.signal)[Symbol.asyncIterator]();
  // The store's thread is loaded at the first request, and changes are watched from the first one on.
  await starter.startRun({ workflow: 'work' });
  await changes.next();
  for (let sample = 0; sample < samples; sample += 1) {
    const id = `run_${randomUUID()}`;
    const began = performance.now();
    const { type } = await starter.startRun({ workflow: 'work', id, input: { sample } });
    if (type !== 'started') throw new Error(`the start was answered ${type}`);
    await seen(screen, changes, id, run => run !== undefined);
    queued.push(performance.now() - began);
    await seen(screen, changes, id, run => run?.startedAt !== undefined);
    begun.push(performance.now() - began);
    await delay(Math.random() * 200);
  }
  watching.abort();
  return { queued, begun, shown: await timeOnScreen({ starter, location, samples }) };
}

type Seen = NonNullable<Awaited<ReturnType<RunStore['getRun']>>>;

/** Reads at every change, as the screen does. */
async function seen(
  screen: RunStore,
  changes: AsyncIterator<unknown>,
  id: string,
  isSeen: (run: Seen | undefined) => boolean,
): Promise<void> {
  while (!isSeen(await screen.getRun(id))) await changes.next();
}
