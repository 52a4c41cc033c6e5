import { backoffMs } from '../../async/sleep.ts';
import { InspectorError } from '../../model/errors.ts';
import { type LastingProblem, withFolder } from './lasting-problems.ts';
import type { PostOutcome } from './server-client.ts';

const mostRetryAfterMs = 3_600_000;

const failuresUntilUnavailable = 3;

export type ServerState = ReturnType<typeof createServerState>;

type ServerStateOptions = {
  readonly location: string;
  readonly folder: string;
  readonly timing: Readonly<Record<'firstRetryMs' | 'mostRetryMs' | 'deniedRetryMs', number>>;
  /** Reported once each time the server becomes unavailable or denies access. */
  readonly problem: LastingProblem;
};

export function createServerState({ location, folder, timing, problem }: ServerStateOptions) {
  const { firstRetryMs, mostRetryMs, deniedRetryMs } = timing;
  let state: 'new' | 'healthy' | 'failing' | 'slow' | 'unreachable' | 'denied' = 'new';
  let failures = 0;

  function become(next: 'slow' | 'unreachable' | 'denied', error: InspectorError): void {
    const isNew = next === 'denied' ? state !== 'denied' : state !== 'slow' && state !== 'unreachable';
    state = next;
    if (isNew) problem.report(withFolder(error, folder));
  }

  return {
    isHealthy: () => state === 'healthy',
    /** Whether the last request failed or is late, so that the queue should be written to the disk. */
    isFailing: () => state !== 'new' && state !== 'healthy',
    /** Whether repeated requests failed, one is late, or the server denies access. */
    isUnavailable: () => state === 'slow' || state === 'unreachable' || state === 'denied',
    succeeded() {
      state = 'healthy';
      failures = 0;
      problem.ended();
    },
    /** Returns the delay before the next attempt, in ms. */
    failed({ error, isDenied, retryAfterMs = 0 }: Extract<PostOutcome, { type: 'failed' }>) {
      failures += 1;
      if (isDenied) become('denied', error);
      else if (failures >= failuresUntilUnavailable) become('unreachable', error);
      else if (state === 'new' || state === 'healthy') state = 'failing';
      const ownMs = isDenied ? deniedRetryMs : backoffMs(failures, firstRetryMs, mostRetryMs);
      return Math.max(ownMs, Math.min(retryAfterMs, mostRetryAfterMs));
    },
    slow() {
      if (state === 'denied' || state === 'unreachable') return;
      become('slow', new InspectorError('timeout', `${location} does not answer`));
    },
  };
}
