import { createEmptyPages } from '../async/empty-pages.ts';
import { InspectorError } from '../model/errors.ts';

type FurtherPage = { readonly nextCursor: string };

/**
 * Keeps a program from reading pages for ever, whatever a broken server names as the next page: waits after
 * pages that brought nothing, and throws an `InspectorError` when no end is to be expected. `location` is the
 * store's, for the error.
 */
export function createPageCheck<Page extends object>(
  location: string,
  signal: AbortSignal,
  isNew: (page: Page) => boolean,
): (page: Page & FurtherPage) => Promise<void> {
  const cursors = new Set<string>();
  const emptyPages = createEmptyPages();
  return async page => {
    const { nextCursor } = page;
    if (cursors.has(nextCursor)) throw endlessError(`${location} names a page again that was read before`);
    cursors.add(nextCursor);
    emptyPages.note(!isNew(page));
    if (emptyPages.isEndless())
      throw endlessError(`the last ${emptyPages.inRow()} pages of ${location} brought nothing new`);
    await emptyPages.rest(signal);
    signal.throwIfAborted();
  };
}

function endlessError(message: string): InspectorError {
  return new InspectorError('unreadable', message, {
    hint: 'the list has no end there: is the server healthy?',
  });
}
