import { backoffMs } from '../../http/with-retries.ts';
import { InspectorError } from '../../model/errors.ts';
import type { CloudTiming } from './outbox-timing.ts';
import type { Outcome } from './post-outcome.ts';

const longestAskedMs = 3_600_000;

/** So many tries in a row that fail are no accident any more. */
const failuresUntilLost = 3;

/** How things stand with the server. */
export type Contact = {
  /** Whether the server took the last batch it was sent. */
  readonly isGood: () => boolean;
  /** Whether the last try failed, or lasts too long: what waits shall be on the disk. */
  readonly isFailing: () => boolean;
  /** Whether nothing is to be expected of the server for now. */
  readonly isLost: () => boolean;
  readonly succeeded: () => void;
  /** Notes a failure; gives how long to wait before the next try, in ms. */
  readonly failed: (outcome: Extract<Outcome, { type: 'failed' }>) => number;
  /** Notes that an answer does not come. */
  readonly slow: () => void;
};

export type ContactOptions = {
  readonly location: string;
  /** Where what cannot be sent waits. */
  readonly folder: string;
  readonly timing: CloudTiming;
  /** Hears once that the server cannot be reached, or denies, while it lasts. */
  readonly tell: (error: InspectorError) => void;
};

export function createContact({ location, folder, timing, tell }: ContactOptions): Contact {
  const { firstRetryMs, mostRetryMs, deniedRetryMs } = timing;
  let state: 'new' | 'good' | 'failing' | 'slow' | 'lost' | 'denied' = 'new';
  let failures = 0;

  function become(next: 'slow' | 'lost' | 'denied', error: InspectorError): void {
    const isNews = next === 'denied' ? state !== 'denied' : state !== 'slow' && state !== 'lost';
    state = next;
    if (isNews) tell(withPlace(error, folder));
  }

  return {
    isGood: () => state === 'good',
    isFailing: () => state !== 'new' && state !== 'good',
    isLost: () => state === 'slow' || state === 'lost' || state === 'denied',
    succeeded() {
      state = 'good';
      failures = 0;
    },
    failed({ error, isDenied, retryAfterMs = 0 }) {
      failures += 1;
      if (isDenied) become('denied', error);
      else if (failures >= failuresUntilLost) become('lost', error);
      else if (state === 'new' || state === 'good') state = 'failing';
      const ownMs = isDenied ? deniedRetryMs : backoffMs(failures, firstRetryMs, mostRetryMs);
      return Math.max(ownMs, Math.min(retryAfterMs, longestAskedMs));
    },
    slow() {
      if (state === 'denied' || state === 'lost') return;
      become('slow', new InspectorError('timeout', `${location} does not answer`));
    },
  };
}

/** Says besides what is wrong where the runs are meanwhile. */
function withPlace(error: InspectorError, folder: string): InspectorError {
  const waits = `what is recorded waits in ${folder} and is sent later`;
  const hint = error.hint === undefined ? waits : `${error.hint}; ${waits}`;
  return new InspectorError(error.kind, error.message, { hint, cause: error });
}
