import { isActive } from '../../../model/status.ts';
import type { RunState } from './run-state.ts';

/** A recorder that reaches its store needs less; what waited for longer was in a spool. */
const lateMs = 10_000;

/** Whether a run comes so long after its creation that it is not among the new ones; `now` is epoch ms. */
export function isLateArrival({ createdAt }: { readonly createdAt: number }, now: number): boolean {
  return createdAt < now - lateMs;
}

/** Whether the status of a run changes that had ended, such as one that was taken for lost. */
export function isChangeAfterEnd(stored: RunState, state: RunState): boolean {
  const hadEnded = !isActive({ status: stored.status, finishedAt: stored.finishedAt ?? undefined });
  return hadEnded && (stored.status !== state.status || stored.statusRaw !== state.statusRaw);
}
