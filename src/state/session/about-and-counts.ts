import type { ReaderContext } from './reader-context.ts';
import { createSideReader, type SideReader } from './side-reader.ts';

/** Brings the counts by status into the state. */
export function createCountsReader({ store, dispatch }: ReaderContext): SideReader {
  return createSideReader({
    store,
    read: (opened, signal) => opened.counts({ signal }),
    onRead: (counts, opened) => {
      // Of several targets, those that some of them keep are not those of the list.
      const isPartial = (opened.missing?.() ?? []).length > 0;
      dispatch({ type: 'counts-loaded', counts: isPartial ? undefined : counts });
    },
  });
}

type AboutReader = SideReader & { readonly reload: () => Promise<void> };

/** Brings into the state what the server says about itself and what this user may do; reads it once. */
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
