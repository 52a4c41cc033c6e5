import type { FailureMark, NewFailureMark } from '../model/failure/memory/failure-mark.ts';

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

/** The marks of a team on groups of failures, in the store of their runs. */
export interface FailureMarks {
  /** All marks, the latest first; `undefined` where the store keeps none. */
  list(options?: Options): Promise<readonly FailureMark[] | undefined>;
  /** Replaces the mark of this kind on this id: the last one counts. A change of the store. */
  put(mark: NewFailureMark, options?: { readonly by?: string } & Options): Promise<MarkResult>;
  /** Removes the marks on this id, of every kind. */
  remove(failureId: string, options?: Options): Promise<MarkResult>;
}

/** The latest marks count: people make no more. */
export const mostMarks = 10_000;
