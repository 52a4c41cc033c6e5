import type { ReaderContext } from '../shell/reader-context.ts';

/** Starts work that loads more rows, or resolves with the work of its kind that is under way. */
export function unlessLoading({ getState }: ReaderContext, work: () => Promise<void>): () => Promise<void> {
  let current: Promise<void> = Promise.resolve();
  return () => {
    if (!getState().list.isLoadingMore) current = work();
    return current;
  };
}
