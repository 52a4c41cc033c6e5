import { refusalOf } from '../../../http/http-refusal.ts';
import { InspectorError, thrownMessage } from '../../../model/errors.ts';
import type { OutboxParts } from '../outbox-parts.ts';

/** Counts the failures since the last success, and reports each problem once while it lasts. */
export type RequestFailures = {
  readonly count: () => number;
  readonly failed: (error: unknown) => void;
  readonly succeeded: () => void;
};

export function countFailures({ client, report }: Pick<OutboxParts, 'client' | 'report'>): RequestFailures {
  let failures = 0;
  let reported: string | undefined;
  return {
    count: () => failures,
    failed(error) {
      failures += 1;
      const problem = toProblem(error, client.location);
      if (problem.message !== reported) report(problem);
      reported = problem.message;
    },
    succeeded() {
      failures = 0;
      reported = undefined;
    },
  };
}

/** A server of the first version has no such path. */
function toProblem(error: unknown, location: string): InspectorError {
  const { problem, status } = refusalOf(error) ?? {};
  if (problem === 'no-such-path') {
    return new InspectorError('unsupported', `${location} is too old to start runs in this program`, {
      hint: 'upgrade the server; runs are recorded all the same',
      cause: error,
    });
  }
  // A token that only records is refused here alone.
  if (status === 403 && error instanceof InspectorError)
    return new InspectorError('auth', `no runs can be started in this program: ${error.message}`, {
      hint: error.hint,
      cause: error,
    });
  return error instanceof InspectorError
    ? error
    : new InspectorError('conflict', `no runs can be started here: ${thrownMessage(error)}`, {
        cause: error,
      });
}
