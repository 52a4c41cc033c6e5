import type { RunFields } from '../../contract/run-events.ts';
import type { RunStatus } from '../../model/status.ts';

/** The open pauses of a run or a step, and the steps that are running inside it. */
export type Activity = { sleeping: number; waiting: number; readonly children: Set<Activity> };

export function createActivity(): Activity {
  return { sleeping: 0, waiting: 0, children: new Set() };
}

/** A run sleeps or waits only when nothing in it runs; one that does both is waiting. */
export function toActiveStatus(run: Activity): RunStatus {
  if (isBusy(run)) return 'running';
  return isWaiting(run) ? 'waiting' : 'sleeping';
}

function isBusy(activity: Activity): boolean {
  if (activity.children.size > 0) return activity.children.values().some(isBusy);
  return activity.sleeping + activity.waiting === 0;
}

function isWaiting(activity: Activity): boolean {
  return activity.waiting > 0 || activity.children.values().some(isWaiting);
}

/** Measures how long a run sleeps and waits. */
type Pauses = {
  /** Returns the fields of the run that change. */
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
