import type { TargetInfo } from '../../contract/run-store.ts';

type Pace = {
  readonly leastRestMs: number;
  /** The rest after a read, as a multiple of its duration. */
  readonly restFactor: number;
};

/** A local store is read on the thread that handles the keys. */
const localPace: Pace = { leastRestMs: 250, restFactor: 8 };
const remotePace: Pace = { leastRestMs: 500, restFactor: 1 };

/** How long whoever follows a store rests after a read that took so many ms. */
export function restAfterRead(target: TargetInfo, tookMs: number): number {
  const { leastRestMs, restFactor } = target.isRemote ? remotePace : localPace;
  return Math.max(leastRestMs, tookMs * restFactor);
}
