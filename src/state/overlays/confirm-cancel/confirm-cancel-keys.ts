import { endOne } from '../../cancel/end-one.ts';
import type { SessionContext } from '../../session/session-context.ts';
import type { OverlayKeys } from '../overlay-binding.ts';
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
    { keys: ['left', 'tab'], label: 'choose', help: 'choose the other answer', press: changeChoice },
    { keys: ['right'], label: 'choose', help: 'choose the other answer', press: changeChoice },
    {
      keys: ['enter'],
      label: 'answer',
      help: 'give the chosen answer, at first No',
      press: (context, question) =>
        question.choice === 'yes' ? confirm(context, question) : decline(context),
    },
  ],
};

function changeChoice({ dispatch }: SessionContext): void {
  dispatch({ overlay: 'confirm-cancel', type: 'choice-changed' });
}

function decline({ dispatch }: SessionContext): void {
  dispatch({ overlay: 'confirm-cancel', type: 'declined' });
}

function confirm(context: SessionContext, { act, run }: ConfirmCancel): void {
  context.dispatch({ overlay: 'confirm-cancel', type: 'confirmed' });
  endOne(context, run, act);
  context.dispatch({ type: 'marks-cleared' });
}
