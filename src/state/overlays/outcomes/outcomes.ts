import type { EndAct } from '../../../operations/cancel-runs.ts';
import type { CancelTarget } from '../../cancel/cancel-phase.ts';
import { dialogRows, type Size } from '../../session/window-size.ts';
import { scrollTop } from '../scroll.ts';

/** What becomes of each of several runs that were asked to end. */
export type Outcomes = {
  readonly type: 'outcomes';
  readonly act: EndAct;
  readonly runs: readonly CancelTarget[];
  /** The index of the first run shown. */
  readonly top: number;
};

export type OutcomesFact = { readonly overlay: 'outcomes' } & (
  | { readonly type: 'opened'; readonly act: EndAct; readonly runs: readonly CancelTarget[] }
  | { readonly type: 'scrolled'; readonly lines: number }
  | { readonly type: 'closed' }
);

export function reduceOutcomes(
  outcomes: Outcomes | undefined,
  fact: OutcomesFact,
  size: Size,
): Outcomes | undefined {
  if (fact.type === 'opened') return { type: 'outcomes', act: fact.act, runs: fact.runs, top: 0 };
  if (!outcomes || fact.type === 'closed') return undefined;
  return { ...outcomes, top: scrollTop(outcomes.top, fact.lines, outcomes.runs.length, outcomeRows(size)) };
}

/** How many outcomes the dialog shows at once. */
export function outcomeRows(size: Size): number {
  return Math.max(1, dialogRows(size) - 2);
}
