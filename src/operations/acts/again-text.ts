import type { AgainOutcome } from './run-again.ts';

/** Why a run was not started again; `undefined` when it was. */
export function againText(outcome: AgainOutcome): string | undefined {
  switch (outcome.type) {
    case 'started':
      return undefined;
    case 'refused':
      return `not started: ${outcome.reason}`;
    case 'failed':
      return `not started: ${outcome.error.message}`;
    case 'unknown':
      return `not known whether it started: ${outcome.error.message}`;
  }
}
