import type { EndAct } from '../../../operations/acts/cancel-runs.ts';
import type { RunTarget } from '../../acts/run-target.ts';

export type ConfirmCancel = {
  readonly type: 'confirm-cancel';
  readonly act: EndAct;
  /** Fixed when the dialog opens; later changes of the list do not matter. */
  readonly runs: readonly RunTarget[];
  /** Marked runs that have ended and are left out. */
  readonly ended?: number;
  readonly target: string;
  readonly choice: 'no' | 'yes';
};

export type ConfirmCancelAction = { readonly overlay: 'confirm-cancel' } & (
  | ({ readonly type: 'opened' } & Pick<ConfirmCancel, 'act' | 'runs' | 'ended' | 'target'>)
  | { readonly type: 'choice-changed' }
  | { readonly type: 'confirmed' }
  | { readonly type: 'declined' }
);

export function reduceConfirmCancel(
  confirm: ConfirmCancel | undefined,
  action: ConfirmCancelAction,
): ConfirmCancel | undefined {
  if (action.type === 'opened') {
    const { act, runs, ended, target } = action;
    return { type: 'confirm-cancel', act, runs, ended, target, choice: 'no' };
  }
  if (!confirm || action.type !== 'choice-changed') return undefined;
  return { ...confirm, choice: confirm.choice === 'no' ? 'yes' : 'no' };
}
