import { startAgain } from '../../again/start-again.ts';
import type { SessionContext } from '../../session/session-context.ts';
import type { OverlayKeys } from '../overlay-binding.ts';
import type { RunAgain } from './run-again.ts';

export const runAgainKeys: OverlayKeys<RunAgain> = {
  where: 'run again',
  bindings: [
    { keys: ['y', 'Y'], label: 'yes, run again', help: 'yes: run it again', press: confirm },
    { keys: ['n', 'N', 'q', 'escape'], label: 'no', help: 'no: start nothing', press: decline },
    { keys: ['left', 'tab'], label: 'choose', help: 'choose the other answer', press: changeChoice },
    { keys: ['right'], label: 'choose', help: 'choose the other answer', press: changeChoice },
    {
      keys: ['enter'],
      label: 'answer',
      help: 'give the chosen answer, at first No',
      press: (context, again) => (again.choice === 'yes' ? confirm(context, again) : decline(context)),
    },
  ],
};

function changeChoice({ dispatch }: SessionContext): void {
  dispatch({ overlay: 'run-again', type: 'choice-changed' });
}

function decline({ dispatch }: SessionContext): void {
  dispatch({ overlay: 'run-again', type: 'declined' });
}

function confirm(context: SessionContext, again: RunAgain): void {
  context.dispatch({ overlay: 'run-again', type: 'confirmed' });
  context.dispatch({ type: 'marks-cleared' });
  startAgain(context, again);
}
