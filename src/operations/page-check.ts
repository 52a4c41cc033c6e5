import { createEmptyPages } from '../async/empty-pages.ts';
import { InspectorError } from '../model/errors.ts';

/** Keeps a program from reading pages for ever, whatever a broken server names as the next page. */
export type PageCheck = {
  /** Waits after pages that brought nothing. Throws an `InspectorError` when no end is to be expected. */
  readonly next: (page: { readonly cursor: string; readonly isNew: boolean }) => Promise<void>;
};

/** `location` is the store's, for the error. */
export function createPageCheck(location: string, signal: AbortSignal): PageCheck {
  const cursors = new Set<string>();
  const emptyPages = createEmptyPages();
  return {
    async next({ cursor, isNew }) {
      if (cursors.has(cursor)) throw endlessError(`${location} names a page again that was read before`);
      cursors.add(cursor);
      emptyPages.note(!isNew);
      if (emptyPages.isEndless())
        throw endlessError(`the last ${emptyPages.inRow()} pages of ${location} brought nothing new`);
      await emptyPages.rest(signal);
      signal.throwIfAborted();
    },
  };
}

function endlessError(message: string): InspectorError {
  return new InspectorError('unreadable', message, {
    hint: 'the list has no end there: is the server healthy?',
  });
}
