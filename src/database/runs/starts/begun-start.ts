import type { RunFields } from '../../../contract/run-events.ts';
import type { RunState } from '../events/run-state.ts';

/** Whether a start may begin: it was neither canceled nor begun. */
export function mayBegin({ status, finishedAt }: RunState): boolean {
  return status === 'queued' && finishedAt === null;
}

/** `at`: epoch ms. */
export function begunFields(at: number): RunFields {
  return { status: 'running', startedAt: at };
}

/** A start that is claimed for longer and has not begun may be claimed by another: a begin is quick. */
export const staleClaimMs = 10_000;
