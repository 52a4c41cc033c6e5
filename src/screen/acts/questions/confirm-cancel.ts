import type { EndAct } from '../../../operations/acts/cancel-runs.ts';
import { type Answer, otherAnswer } from '../../dialogs/chosen-answer.ts';
import type { RunTarget } from '../run-target.ts';

/** The question before one run is canceled or killed. */
export type ConfirmCancel = {
  readonly type: 'confirm-cancel';
  readonly act: EndAct;
  /** Fixed when the dialog opens; later changes of the list do not matter. */
  readonly run: RunTarget;
  readonly target: string;
  readonly choice: Answer;
};

export type ConfirmCancelAction = { readonly overlay: 'confirm-cancel' } & (
  | ({ readonly type: 'opened' } & Pick<ConfirmCancel, 'act' | 'run' | 'target'>)
  | { readonly type: 'choice-changed' }
  | { readonly type: 'confirmed' }
  | { readonly type: 'declined' }
);

export function reduceConfirmCancel(
  confirm: ConfirmCancel | undefined,
  action: ConfirmCancelAction,
): ConfirmCancel | undefined {
  if (action.type === 'opened') {
    const { act, run, target } = action;
    return { type: 'confirm-cancel', act, run, target, choice: 'no' };
  }
  if (!confirm || action.type !== 'choice-changed') return undefined;
  return { ...confirm, choice: otherAnswer(confirm.choice) };
}
