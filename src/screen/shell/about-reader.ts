import { createReader, type Reader } from './jobs.ts';
import type { ReaderContext } from './reader-context.ts';

type AboutReader = Reader & { readonly reload: () => Promise<void> };

/** Loads the server's description and the user's scopes into the state, once. */
export function createAboutReader(context: ReaderContext): AboutReader {
  const { store, dispatch } = context;
  let isKnown = false;
  const reader = createReader(context, async signal => {
    const about = await store().about?.({ signal });
    if (signal.aborted) return;
    isKnown = true;
    dispatch({ type: 'about-loaded', about });
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
