import type { StartOutcome } from './start-outcome.ts';

/** Why a run was not started again; `undefined` when it was. */
export function againText(outcome: StartOutcome): string | undefined {
  switch (outcome.type) {
    case 'started':
      return undefined;
    case 'refused':
    case 'not-found':
      return `not started: ${outcome.reason}`;
    case 'failed':
      return `not started: ${outcome.error.message}`;
    case 'unknown':
      return `not known whether it started: ${outcome.error.message}`;
  }
}
