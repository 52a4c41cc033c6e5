import type { FailureTally } from '../model/failure/failure-tally.ts';
import type { FailureMark, NewFailureMark } from '../model/failure/memory/failure-mark.ts';
import type { MissingTarget } from './lists/run-page.ts';

export type FailuresOptions = {
  readonly signal?: AbortSignal;
  readonly now: number;
  /** The length of the times in which failures are counted, in ms: whole minutes. */
  readonly bucketMs: number;
  /** Whether only the vote matters: counts may then end at `countsInVote`, and tallies name no runs. */
  readonly isVote?: boolean;
  readonly cursor?: string;
};

/** A part of the failures that match: tallies of the same workflow and failure add up over all parts. */
export type FailureChunk = {
  readonly tallies: readonly FailureTally[];
  /** Set when the store goes from run to run: how many it has read since the first part. */
  readonly searched?: { readonly read: number; readonly total: number };
  /** Gives this part again with the same end, whatever is recorded meanwhile. If absent, ask as before. */
  readonly cursor?: string;
  /** Opaque; set when there may be more. A part may have no tallies while it is set. */
  readonly nextCursor?: string;
  /** Targets of a merged list that did not answer. The parts are complete without them. */
  readonly missing?: readonly MissingTarget[];
};

/** `unsupported`: the store keeps no marks, or not yet. */
export type MarkResult =
  | {
      readonly type: 'done';
      /** The targets of a merged list that have done it, where others have not. */
      readonly targets?: readonly string[];
    }
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'unsupported' };

type Options = { readonly signal?: AbortSignal };

export interface FailureMarks {
  /** All marks, the latest first; `undefined` where the store keeps none. */
  list(options?: Options): Promise<readonly FailureMark[] | undefined>;
  /** Replaces the mark of this kind on this id. A change of the store. */
  put(mark: NewFailureMark, options?: { readonly by?: string } & Options): Promise<MarkResult>;
  remove(failureId: string, options?: Options): Promise<MarkResult>;
}

/** Only the latest marks count: people make no more. */
export const mostMarks = 10_000;
