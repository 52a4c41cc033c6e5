import { isUnoffered, unofferedNotes, unofferedYet } from '../../../contract/starts/offers.ts';
import { answerBindings } from '../../dialogs/answer-keys.ts';
import type { OverlayKeys } from '../../dialogs/overlay-binding.ts';
import { keyOf } from '../../shell/keymap.ts';
import type { SessionContext } from '../../shell/session-context.ts';
import type { RunAgain } from './run-again.ts';
import { startAgain } from './start-again.ts';

export const runAgainKeys: OverlayKeys<RunAgain> = {
  where: 'run again',
  bindings: [
    {
      keys: ['y', 'Y'],
      label: 'yes, run again',
      help: 'yes: run it again',
      reason: whyNotNow,
      press: confirm,
    },
    { keys: ['n', 'N', 'q', 'escape'], label: 'no', help: 'no: start nothing', press: decline },
    ...answerBindings('run-again', whyNotNow),
    {
      keys: ['enter'],
      label: 'answer',
      help: 'give the chosen answer, at first No',
      reason: whyNotNow,
      press: (context, again) => (again.choice === 'yes' ? confirm : decline)(context, again),
    },
  ],
};

/** The program that offers the workflow is waited for. */
function whyNotNow({ run, offers }: RunAgain): string | undefined {
  return isUnoffered(run, offers) ? unofferedNotes([run], offers, () => unofferedYet)[0]?.reason : undefined;
}

function decline({ dispatch }: SessionContext, { edited }: RunAgain): void {
  dispatch({ overlay: 'run-again', type: 'declined' });
  const text = `the edited input is kept: ${keyOf('run-edited')} goes on with it`;
  if (typeof edited === 'object') dispatch({ type: 'noticed', text, tone: 'info' });
}

function confirm(context: SessionContext, again: RunAgain): void {
  context.dispatch({ overlay: 'run-again', type: 'confirmed' });
  context.dispatch({ type: 'marks-cleared' });
  startAgain(context, again);
}
