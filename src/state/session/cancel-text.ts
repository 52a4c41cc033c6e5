import { statusInfo } from '../../model/status.ts';
import type { CancelPhase } from './cancel-phase.ts';

/** What the store answered to a cancel or a kill, where it was anything but yes. */
export function cancelText(cancel: CancelPhase | undefined): string | undefined {
  if (cancel === undefined || cancel.type === 'asking' || cancel.type === 'ended') return undefined;
  const { act = 'cancel' } = cancel;
  const ended = act === 'kill' ? 'killed' : 'canceled';
  if (cancel.type === 'error') return `${act} failed: ${cancel.error.message}`;
  if (cancel.type === 'unknown') return `not known whether it is ${ended}: ${cancel.error.message}`;
  switch (cancel.result.type) {
    case 'already-finished':
      return `not ${ended}, already finished: ${statusInfo[cancel.result.status].label}`;
    case 'refused':
      return `${act} refused: ${cancel.result.reason}`;
    case 'not-found':
      return `${act} failed: the run is gone`;
    case 'unsupported':
      return `this target cannot ${act} runs`;
    default:
      return undefined;
  }
}
