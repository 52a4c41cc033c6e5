import { formatCount } from '../../../model/text/formats.ts';
import type { OverlayKeys } from '../../dialogs/overlay-binding.ts';
import { scrollBindings } from '../../dialogs/scroll-keys.ts';
import type { SessionContext } from '../../shell/session-context.ts';
import { listNewRuns } from '../list-new-runs.ts';
import { openActedOn, reasonNotToOpen } from '../open-acted-on.ts';
import { type Acting, actingRows, hasFailed, hasUnsent } from './acting.ts';

export const actingKeys: OverlayKeys<Acting> = {
  where: 'acting on runs',
  bindings: [
    ...scrollBindings<Acting>(
      ({ dispatch }, by) => dispatch({ overlay: 'acting', type: 'cursor-moved', by }),
      (_, size) => actingRows(size),
    ),
    {
      keys: ['enter'],
      label: 'open',
      help: 'open the run, once all were sent; where it was run again, the new one',
      reason: reasonNotToOpen,
      press: openActedOn,
    },
    {
      keys: ['w'],
      label: ({ isWrapped }) => (isWrapped ? 'cut' : 'wrap'),
      help: 'wrap the rows, to read all of a reason; or cut each to one line',
      press: ({ dispatch }) => dispatch({ overlay: 'acting', type: 'wrap-toggled' }),
    },
    {
      keys: ['='],
      label: 'list',
      help: 'list the runs that were started',
      reason: whyNoList,
      press: listNewRuns,
    },
    {
      keys: ['a'],
      label: 'again',
      help: 'try again where it failed, and nowhere else',
      reason: acting => reasonNotTo(acting, hasFailed, 'nothing failed: there is nothing to try again'),
      press: ({ dispatch }) => dispatch({ overlay: 'acting', type: 'tried-again' }),
    },
    {
      keys: ['p'],
      label: ({ phase }) => (phase === 'ended' ? 'go on' : 'stop'),
      help: 'stop, and send no more; or go on with those that were not sent',
      reason: whyNoPause,
      press: ({ dispatch }, { phase }) =>
        dispatch({ overlay: 'acting', type: phase === 'ended' ? 'resumed' : 'stop-requested' }),
    },
    {
      keys: ['escape', 'q'],
      label: acting => (isToStop(acting) ? 'stop' : 'close'),
      help: 'stop, and send no more; then close',
      press: leave,
    },
  ],
};

/** Hints ask at each frame: the runs are looked through only once all is over. */
function reasonNotTo(acting: Acting, hasAny: typeof hasFailed, none: string): string | undefined {
  if (acting.phase !== 'ended') return 'the runs are being acted on';
  return hasAny(acting) ? undefined : none;
}

function whyNoList(acting: Acting): string | undefined {
  if (acting.act !== 'retry') return 'no run was started that could be listed';
  if (acting.phase !== 'ended') return 'the runs are being acted on';
  return acting.newRuns.size === 0 ? 'none of the started runs is in the store yet' : undefined;
}

function whyNoPause(acting: Acting): string | undefined {
  if (acting.phase === 'stopping') return 'what was sent is waited for';
  return acting.phase === 'ended' ? reasonNotTo(acting, hasUnsent, 'all of them were sent') : undefined;
}

function isToStop({ phase, runs }: Acting): boolean {
  return phase === 'acting' && runs.length > sentAtOnce;
}

/** As many are under way: to stop would change nothing for them. */
const sentAtOnce = 8;

function leave({ dispatch }: SessionContext, acting: Acting): void {
  if (isToStop(acting)) return dispatch({ overlay: 'acting', type: 'stop-requested' });
  dispatch({ overlay: 'acting', type: 'closed' });
  if (acting.phase !== 'ended' || !hasUnsent(acting)) return;
  const sent = formatCount(acting.outcomes.filter(outcome => outcome !== undefined).length);
  const text = `stopped after ${sent} of ${formatCount(acting.runs.length)} runs: nothing was sent for the others`;
  dispatch({ type: 'noticed', text, tone: 'info' });
}
