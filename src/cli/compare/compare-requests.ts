import type { PackedComparison } from '../../model/compare/packed/packed-comparison.ts';
import type { SentTarget } from '../../stores/sent-target.ts';

/** What the thread that compares is asked for: two runs of a target, by their addresses. */
export type CompareRequest = {
  readonly type: 'compare';
  readonly target: SentTarget;
  readonly address: string;
  readonly addressOfB: string;
  readonly now: number;
};

export type CompareAnswers = {
  readonly compare: { readonly packed: PackedComparison; readonly spansLeftOut: number };
};
