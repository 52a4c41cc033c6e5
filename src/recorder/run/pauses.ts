import type { RunFields } from '../../contract/run-events.ts';

/** Measures how long a run sleeps and waits. */
export type Pauses = {
  /** What changes in the run's fields. */
  readonly changed: (isPaused: boolean, now: number) => Pick<RunFields, 'pausedMs' | 'pausedAt'>;
};

export function createPauses(): Pauses {
  let pausedMs = 0;
  let pausedAt: number | undefined;
  return {
    changed(isPaused, now) {
      if (isPaused === (pausedAt !== undefined)) return {};
      if (isPaused) {
        pausedAt = now;
        return { pausedAt };
      }
      pausedMs += Math.max(0, now - (pausedAt ?? now));
      pausedAt = undefined;
      return { pausedMs, pausedAt: 0 };
    },
  };
}
