import { lastFailure, parseFailure } from '../invocation/failure-text.ts';
import type { Invocation } from '../invocation/invocation-row.ts';
import { toRunStatus } from '../invocation/invocation-status.ts';
import type { SuspensionState } from '../invocation/read-suspensions.ts';
import type { Failure } from './journal.ts';

/** The failure of an invocation, or of its last attempt before it has ended; being canceled is none. */
export function currentFailure(
  row: Invocation,
  pauseFailure: SuspensionState['pauseFailure'],
): Failure | undefined {
  if (row.status === 'completed') {
    return toRunStatus(row, undefined) === 'canceled' ? undefined : endFailure(row);
  }
  const text = pauseFailure ?? lastFailure(row);
  return text && toFailure(text);
}

/** The failure that an invocation ended with, also where that means that it was canceled. */
export function endFailure({ completion_failure }: Invocation): Failure | undefined {
  return completion_failure === undefined ? undefined : toFailure(parseFailure(completion_failure));
}

function toFailure({ code, message }: { readonly code?: string; readonly message: string }): Failure {
  return { ...(code === undefined ? {} : { code: Number(code) }), message };
}
