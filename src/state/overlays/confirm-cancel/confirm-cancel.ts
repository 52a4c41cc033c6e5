import type { EndAct } from '../../../operations/cancel-runs.ts';
import type { CancelTarget } from '../../cancel/cancel-phase.ts';

/** The question before runs are canceled or killed. */
export type ConfirmCancel = {
  readonly type: 'confirm-cancel';
  readonly act: EndAct;
  /** Settled when the question is opened; what moves on screen later changes nothing. */
  readonly runs: readonly CancelTarget[];
  readonly target: string;
  readonly choice: 'no' | 'yes';
};

export type ConfirmCancelAction = { readonly overlay: 'confirm-cancel' } & (
  | ({ readonly type: 'opened' } & Pick<ConfirmCancel, 'act' | 'runs' | 'target'>)
  | { readonly type: 'choice-changed' }
  | { readonly type: 'confirmed' }
  | { readonly type: 'declined' }
);

export function reduceConfirmCancel(
  confirm: ConfirmCancel | undefined,
  action: ConfirmCancelAction,
): ConfirmCancel | undefined {
  if (action.type === 'opened') {
    const { act, runs, target } = action;
    return { type: 'confirm-cancel', act, runs, target, choice: 'no' };
  }
  if (!confirm || action.type !== 'choice-changed') return undefined;
  return { ...confirm, choice: confirm.choice === 'no' ? 'yes' : 'no' };
}
