import type { RunFields } from '../../../contract/run-events.ts';
import { isActive } from '../../../model/status.ts';
import type { RunState, StoredState } from './run-state.ts';

/** Whether a start may begin: it was neither canceled nor begun. */
export function mayBegin({ status, finishedAt }: RunState): boolean {
  return status === 'queued' && finishedAt === null;
}

/** Whether a start has begun at `at`, and still runs: the answer to whoever began it may have been lost. */
export function isBegun(stored: StoredState, at: number): boolean {
  const { status, finishedAt, startedAt, lostStatus } = stored;
  return startedAt === at && lostStatus === null && isActive({ status, finishedAt: finishedAt ?? undefined });
}

/** `at`: epoch ms. */
export function begunFields(at: number): RunFields {
  return { status: 'running', startedAt: at };
}

/** When the inputs of starts that begin together have more bytes, no further one begins with them. */
export const mostBytesAtOnce = 4 * 1_024 * 1_024;

/** A start that is claimed for longer and has not begun may be claimed by another: a begin is quick. */
export const staleClaimMs = 10_000;
