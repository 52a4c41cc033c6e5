import type { ErrorRecord } from '../files/records.ts';

type Failed = { readonly status: string; readonly error?: ErrorRecord };

/**
 * The step whose failure ended the run: the last that failed and whose message the run's error repeats. An
 * error that was thrown by the workflow itself has none, although a step that failed may have been caught
 * before.
 */
export function findFailedStep<Step extends Failed>(
  steps: readonly Step[],
  { message }: ErrorRecord,
): Step | undefined {
  return steps.findLast(
    ({ status, error }) => status === 'failed' && error !== undefined && repeats(message, error.message),
  );
}

/** Whole, or behind the words of whoever threw it again: a short message may stand in another by chance. */
function repeats(message: string, ofStep: string): boolean {
  return message === ofStep || (ofStep !== '' && message.endsWith(`: ${ofStep}`));
}
