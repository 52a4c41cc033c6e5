import { failureFacts } from '../../failure/failure-facts.ts';
import type { Run } from '../../run.ts';
import { type FailingCall, failingCall } from '../failing-call.ts';

/** The failing call of a run; without its name where the error itself tells of another status. */
export function answerCall(run: Run, inTrace?: FailingCall): FailingCall | undefined {
  if (run.isLost) return undefined;
  const { error, errorSummary } = run;
  const { status } = failureFacts(error ?? { ...errorSummary });
  const call = inTrace ?? failingCall(run);
  return status === undefined || call?.statusCode === status ? call : { statusCode: status };
}
