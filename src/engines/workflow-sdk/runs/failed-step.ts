import type { ErrorRecord } from '../files/error-records.ts';

type Failed = { readonly status: string; readonly error?: ErrorRecord };

/** The last failed step whose message ends the run's error; none when the workflow itself failed. */
export function findFailedStep<Step extends Failed>(
  steps: readonly Step[],
  { message }: ErrorRecord,
): Step | undefined {
  return steps.findLast(
    ({ status, error }) => status === 'failed' && error !== undefined && repeats(message, error.message),
  );
}

/** After a colon, because a short message may end another by chance. */
function repeats(message: string, ofStep: string): boolean {
  return message === ofStep || (ofStep !== '' && message.endsWith(`: ${ofStep}`));
}
