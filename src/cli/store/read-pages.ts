import type { RunPage } from '../../contract/lists/run-page.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { listPages, type PageRequest } from '../../operations/list-pages.ts';
import type { Context } from '../context/context.ts';
import { createProgress } from '../print/progress.ts';

/** `listPages` with its progress on stderr. */
export async function* readPages(
  store: RunStore,
  request: PageRequest,
  context: Context,
): AsyncGenerator<RunPage> {
  const progress = createProgress('searching', context);
  const options = { now: context.now(), signal: context.signal, onProgress: progress.show };
  try {
    yield* listPages(store, request, options);
  } finally {
    progress.end();
  }
}
