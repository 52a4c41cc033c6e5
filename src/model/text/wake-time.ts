import { formatAge } from './formats.ts';

type SleepingRun = { readonly status: string; readonly wakeAt?: number };

const verbs: ReadonlyMap<string, readonly [ahead: string, past: string]> = new Map([
  ['sleeping', ['wakes', 'was to wake']],
  ['queued', ['starts', 'was to start']],
  ['running', ['tries again', 'was to try again']],
]);

const terms: ReadonlyMap<string, string> = new Map([
  ['queued', 'Starts'],
  ['running', 'Tries again'],
]);

/** The label of `wakeAt` in a run's metadata. */
export function wakeTimeLabel(status: string): string {
  return terms.get(status) ?? 'Wakes';
}

/** `wakes in 3m`, `was to wake 3m ago`; `''` for a run that is not sleeping, scheduled or retrying. */
export function formatWakeTime({ status, wakeAt }: SleepingRun, now: number): string {
  const [ahead, past] = verbs.get(status) ?? [];
  if (ahead === undefined || wakeAt === undefined) return '';
  return `${wakeAt > now ? ahead : past} ${formatAge(wakeAt, now)}`;
}
