import type { SharedFindings } from './find-shared.ts';
import type { Compared } from './shared-text.ts';
import type { SinceWhen } from './since-when.ts';

export type FailureExplanation = {
  readonly shared: SharedFindings;
  /** How many runs there are of which `shared` compares all or some. */
  readonly there: Compared;
  readonly since: SinceWhen | undefined;
  /** Whether `since` knows all runs up to the last failure, whenever they were created. */
  readonly isWhole: boolean;
};
