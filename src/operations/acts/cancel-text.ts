import { statusInfo } from '../../model/status.ts';
import type { CancelOutcome, EndAct } from './cancel-runs.ts';

/** Why a cancel or a kill was not granted; `undefined` when it was. */
export function cancelText(outcome: CancelOutcome, act: EndAct): string | undefined {
  const ended = act === 'kill' ? 'killed' : 'canceled';
  if (outcome.type === 'failed') return `${act} failed: ${outcome.error.message}`;
  if (outcome.type === 'unknown') return `not known whether it is ${ended}: ${outcome.error.message}`;
  const { result } = outcome;
  switch (result.type) {
    case 'already-finished':
      return `not ${ended}, already finished: ${statusInfo[result.status].label}`;
    case 'refused':
      return `${act} refused: ${result.reason}`;
    case 'not-found':
      return `${act} failed: ${outcome.reason ?? 'the run is gone'}`;
    case 'unsupported':
      return outcome.reason ?? `this target cannot ${act} runs`;
    case 'requested':
    case 'canceled':
      return undefined;
  }
}
