import type { SharedFindings } from './find-shared.ts';
import type { Compared } from './shared-text.ts';
import type { Outcome, SinceWhen } from './since-when.ts';

export type FailureExplanation = {
  readonly shared: SharedFindings;
  /** How many runs there are of which `shared` compares all or some. */
  readonly there: Compared;
  /** The failed run that was created last. */
  readonly lastBad?: Outcome;
  readonly since: SinceWhen | undefined;
  /** Whether `since` knows all runs up to the last failure, whenever they were created. */
  readonly isWhole: boolean;
};
