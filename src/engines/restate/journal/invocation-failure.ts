import { type Invocation, lastFailure, parseFailure } from '../invocation/invocation-row.ts';
import { toRunStatus } from '../invocation/invocation-status.ts';
import type { SuspensionState } from '../invocation/read-suspensions.ts';
import type { Failure } from './journal.ts';

/** The failure of an ended invocation or of the last attempt; a cancel is not a failure. */
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

/** The final failure, including the one that marks a canceled invocation. */
export function endFailure({ completion_failure }: Invocation): Failure | undefined {
  return completion_failure === undefined ? undefined : toFailure(parseFailure(completion_failure));
}

function toFailure({ code, message }: { readonly code?: string; readonly message: string }): Failure {
  return { ...(code === undefined ? {} : { code: Number(code) }), message };
}
