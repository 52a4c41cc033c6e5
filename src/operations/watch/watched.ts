import type { MissingTarget } from '../../contract/lists/run-page.ts';
import type { RunSummary } from '../../model/run.ts';

/** What one read of a watch has found. */
export type Watched = {
  /** When the read began, in epoch ms: what changes after it is of a later read. */
  readonly readAt: number;
  /** Runs that appeared or whose status changed, and that match; each as it stands, oldest first. */
  readonly changed: readonly RunSummary[];
  /** How many runs can still change, whether or not they match by what may change. */
  readonly active: number;
  /** Targets of a merged list that did not answer: their changes are reported later. */
  readonly missing: readonly MissingTarget[];
  /** Whether more late runs are to be read at once. */
  readonly hasMore: boolean;
};
