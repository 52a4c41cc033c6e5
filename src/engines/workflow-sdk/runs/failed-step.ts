import type { ErrorRecord } from '../files/records.ts';

type Failed = { readonly status: string; readonly error?: ErrorRecord };

/**
 * The step whose failure ended the run: the last failed one whose message the run's error repeats. None for
 * an error of the workflow itself, even though a failed step may have been caught before.
 */
export function findFailedStep<Step extends Failed>(
  steps: readonly Step[],
  { message }: ErrorRecord,
): Step | undefined {
  return steps.findLast(
    ({ status, error }) => status === 'failed' && error !== undefined && repeats(message, error.message),
  );
}

/** Equal, or at the end after a colon: a short message may be a part of another by chance. */
function repeats(message: string, ofStep: string): boolean {
  return message === ofStep || (ofStep !== '' && message.endsWith(`: ${ofStep}`));
}
