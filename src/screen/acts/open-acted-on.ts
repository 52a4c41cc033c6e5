import { openRunById } from '../run/open-run-by-id.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { type Acting, chosenIndex } from './acting/acting.ts';
import { newRunAt } from './acting/new-runs.ts';

/** Why the run under the cursor cannot be opened; `undefined` where it can. */
export function reasonNotToOpen(acting: Acting): string | undefined {
  if (acting.phase !== 'ended') return 'the runs are being acted on';
  const index = chosenIndex(acting);
  const isMissing = acting.outcomes[index]?.started !== undefined && !newRunAt(acting, index);
  return isMissing ? 'the new run is not in the store yet' : undefined;
}

/** Opens the run under the cursor; where it was run again, the new one. */
export function openActedOn(context: SessionContext, acting: Acting): void {
  const index = chosenIndex(acting);
  const address = acting.outcomes[index]?.started ?? acting.runs[index]?.address;
  if (address === undefined) return;
  context.dispatch({ overlay: 'acting', type: 'closed' });
  openRunById(context, address);
}
