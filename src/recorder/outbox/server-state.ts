import { backoffMs } from '../../async/backoff.ts';
import { InspectorError } from '../../model/errors.ts';
import type { OutboxTiming } from './outbox-timing.ts';
import type { PostOutcome } from './post-outcome.ts';

/** The longest `Retry-After` that is respected. */
const mostRetryAfterMs = 3_600_000;

/** After this many failures in a row the server counts as unavailable. */
const failuresUntilUnavailable = 3;

/** Whether the server takes batches, judged by its last answers. */
export type ServerState = {
  /** Whether the server took the last batch. */
  readonly isHealthy: () => boolean;
  /** Whether the last request failed or takes too long, so that queued batches belong on the disk. */
  readonly isFailing: () => boolean;
  /** Whether nothing can be expected of the server for now. */
  readonly isUnavailable: () => boolean;
  readonly succeeded: () => void;
  /** Notes a failure; returns how long to wait before the next attempt, in ms. */
  readonly failed: (outcome: Extract<PostOutcome, { type: 'failed' }>) => number;
  /** Notes that a request is still unanswered after its usual time. */
  readonly slow: () => void;
};

export type ServerStateOptions = {
  readonly location: string;
  /** Where batches wait that cannot be sent. */
  readonly folder: string;
  readonly timing: OutboxTiming;
  /** Called once each time the server becomes unavailable or denies access. */
  readonly report: (error: InspectorError) => void;
};

export function createServerState({ location, folder, timing, report }: ServerStateOptions): ServerState {
  const { firstRetryMs, mostRetryMs, deniedRetryMs } = timing;
  let state: 'new' | 'healthy' | 'failing' | 'slow' | 'unreachable' | 'denied' = 'new';
  let failures = 0;

  function become(next: 'slow' | 'unreachable' | 'denied', error: InspectorError): void {
    const isNews = next === 'denied' ? state !== 'denied' : state !== 'slow' && state !== 'unreachable';
    state = next;
    if (isNews) report(withFolder(error, folder));
  }

  return {
    isHealthy: () => state === 'healthy',
    isFailing: () => state !== 'new' && state !== 'healthy',
    isUnavailable: () => state === 'slow' || state === 'unreachable' || state === 'denied',
    succeeded() {
      state = 'healthy';
      failures = 0;
    },
    failed({ error, isDenied, retryAfterMs = 0 }) {
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

/** Adds to an error's hint where recorded runs wait meanwhile. */
function withFolder(error: InspectorError, folder: string): InspectorError {
  const waits = `what is recorded waits in ${folder} and is sent later`;
  const hint = error.hint === undefined ? waits : `${error.hint}; ${waits}`;
  return new InspectorError(error.kind, error.message, { hint, cause: error });
}
