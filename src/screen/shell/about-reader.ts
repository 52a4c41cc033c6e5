import type { ReaderContext } from './reader-context.ts';
import { createSideReader, type SideReader } from './side-reader.ts';

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
