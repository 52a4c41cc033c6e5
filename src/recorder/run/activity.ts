import type { RunFields } from '../../contract/run-events.ts';
import type { RunStatus } from '../../model/status.ts';
import { cutText } from '../../model/text/cut-text.ts';

/** The open pauses of a run or a step, and the steps that are running inside it. */
export type Activity = {
  sleeping: number;
  /** The name of a step that only waits. */
  waitingFor?: string;
  readonly children: Set<Activity>;
};

export function createActivity(): Activity {
  return { sleeping: 0, children: new Set() };
}

/** A run sleeps or waits only when nothing in it runs; one that does both is waiting. */
export function toActiveStatus(run: Activity): RunStatus {
  if (isBusy(run)) return 'running';
  return isWaiting(run) ? 'waiting' : 'sleeping';
}

function isBusy(activity: Activity): boolean {
  if (activity.children.size > 0) return activity.children.values().some(isBusy);
  return activity.sleeping === 0 && activity.waitingFor === undefined;
}

function isWaiting(activity: Activity): boolean {
  return activity.waitingFor !== undefined || activity.children.values().some(isWaiting);
}

const mostAwaited = 5;

/** What a run waits for, each name once: `manual approval, stock`. */
export function awaitedText(run: Activity): string {
  const names = new Set<string>();
  const open = [run];
  for (const { waitingFor, children } of open) {
    if (waitingFor !== undefined) names.add(cutText(waitingFor, longestName));
    open.push(...children);
  }
  return [...[...names].slice(0, mostAwaited), ...(names.size > mostAwaited ? ['…'] : [])].join(', ');
}

const longestName = 200;

export function createPauses() {
  let pausedMs = 0;
  let pausedAt: number | undefined;
  return {
    /** Returns the fields of the run that change. */
    changed(isPaused: boolean, now: number): Pick<RunFields, 'pausedMs' | 'pausedAt'> {
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
