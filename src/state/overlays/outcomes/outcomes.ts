import type { EndAct } from '../../../operations/acts/cancel-runs.ts';
import type { CancelTarget } from '../../cancel/cancel-phase.ts';
import { dialogRows, type Size } from '../../session/window-size.ts';
import { scrollTop } from '../scroll.ts';

/** The outcomes of a cancel or kill of several runs. */
export type Outcomes = {
  readonly type: 'outcomes';
  readonly act: EndAct;
  readonly runs: readonly CancelTarget[];
  /** The index of the first visible run. */
  readonly top: number;
};

export type OutcomesAction = { readonly overlay: 'outcomes' } & (
  | { readonly type: 'opened'; readonly act: EndAct; readonly runs: readonly CancelTarget[] }
  | { readonly type: 'scrolled'; readonly lines: number }
  | { readonly type: 'closed' }
);

export function reduceOutcomes(
  outcomes: Outcomes | undefined,
  action: OutcomesAction,
  size: Size,
): Outcomes | undefined {
  if (action.type === 'opened') return { type: 'outcomes', act: action.act, runs: action.runs, top: 0 };
  if (!outcomes || action.type === 'closed') return undefined;
  return { ...outcomes, top: scrollTop(outcomes.top, action.lines, outcomes.runs.length, outcomeRows(size)) };
}

/** The number of outcomes that the dialog shows at once. */
export function outcomeRows(size: Size): number {
  return Math.max(1, dialogRows(size) - 2);
}
