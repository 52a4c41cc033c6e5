import type { ReaderContext } from './reader-context.ts';
import { createSideReader, type SideReader } from './side-reader.ts';

/** Loads the counts by status into the state. */
export function createCountsReader({ store, dispatch }: ReaderContext): SideReader {
  return createSideReader({
    store,
    read: (opened, signal) => opened.counts({ signal }),
    onRead: (counts, opened) => {
      // With a target missing, the counts do not match the list.
      const isPartial = (opened.missing?.() ?? []).length > 0;
      dispatch({ type: 'counts-loaded', counts: isPartial ? undefined : counts });
    },
  });
}

type AboutReader = SideReader & { readonly reload: () => Promise<void> };

/** Loads the server's description and the user's scopes into the state, once. */
export function createAboutReader({ store, dispatch }: ReaderContext): AboutReader {
  let isKnown = false;
  const reader = createSideReader({
    store,
    read: async (opened, signal) => opened.about?.({ signal }),
    onRead: about => {
      isKnown = true;
      dispatch({ type: 'about-loaded', about });
    },
  });
  const load = async (): Promise<void> => {
    if (!isKnown && store().about) await reader.load();
  };
  return {
    load,
    reload: () => {
      isKnown = false;
      return load();
    },
    stop: () => {
      reader.stop();
      isKnown = false;
    },
  };
}
