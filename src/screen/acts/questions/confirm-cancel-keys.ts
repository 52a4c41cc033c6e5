import { answerBindings } from '../../dialogs/answer-keys.ts';
import type { OverlayKeys } from '../../dialogs/overlay-binding.ts';
import type { SessionContext } from '../../shell/session-context.ts';
import { endOne } from '../end-one.ts';
import type { ConfirmCancel } from './confirm-cancel.ts';

export const confirmCancelKeys: OverlayKeys<ConfirmCancel> = {
  where: 'cancel question',
  bindings: [
    {
      keys: ['y', 'Y'],
      label: ({ act }) => `yes, ${act}`,
      help: 'yes: cancel the run, or kill it',
      press: confirm,
    },
    { keys: ['n', 'N', 'q', 'escape'], label: 'no', help: 'no: do not cancel the run', press: decline },
    ...answerBindings('confirm-cancel'),
    {
      keys: ['enter'],
      label: 'answer',
      help: 'give the chosen answer, at first No',
      press: (context, question) =>
        question.choice === 'yes' ? confirm(context, question) : decline(context),
    },
  ],
};

function decline({ dispatch }: SessionContext): void {
  dispatch({ overlay: 'confirm-cancel', type: 'declined' });
}

function confirm(context: SessionContext, { act, run }: ConfirmCancel): void {
  context.dispatch({ overlay: 'confirm-cancel', type: 'confirmed' });
  endOne(context, run, act);
  context.dispatch({ type: 'marks-cleared' });
}
