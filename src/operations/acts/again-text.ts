import { alreadyText } from '../../contract/starts/start-request.ts';
import type { StartedAgain, StartOutcome } from './start-outcome.ts';

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
      return `not known whether it started${outcome.id ? ` as ${outcome.id}` : ''}: ${outcome.error.message}`;
  }
}

/** `run again as run_2`, or of a run that was started before: `already started by ada, as run_2`. */
export function startedText({ address, already }: StartedAgain): string {
  return already ? `${alreadyText(already)}, as ${address}` : `run again as ${address}`;
}
