import { explainFailures } from '../../operations/failures/failure-explanation.ts';
import type { Reaction } from '../shell/reaction.ts';
import type { ReaderContext } from '../shell/reader-context.ts';
import type { State } from '../shell/state.ts';
import type { SharedCauses } from './shared-causes.ts';
import { toSharedFound } from './shared-rows.ts';

/** Finds what the open overlay asks, until it is closed. */
export function explainShared(context: ReaderContext): Reaction {
  let current: { readonly request: object; readonly abort: AbortController } | undefined;
  const stop = (): void => {
    current?.abort.abort();
    current = undefined;
  };
  const react = (before: State, { overlay }: State): void => {
    if (overlay === before.overlay) return;
    if (overlay.type !== 'shared-causes') return stop();
    if (overlay.request === current?.request) return;
    stop();
    const abort = new AbortController();
    current = { request: overlay.request, abort };
    context.run(() => explain(context, overlay, abort.signal));
  };
  return { react, stop };
}

/** Progress is shown at most so often. */
const shownEveryMs = 100;

async function explain(
  { store, dispatch, now }: ReaderContext,
  { query, request }: SharedCauses,
  signal: AbortSignal,
): Promise<void> {
  let shownAt = Number.NEGATIVE_INFINITY;
  const onProgress = (done: number, total: number): void => {
    if (signal.aborted || now() - shownAt < shownEveryMs) return;
    shownAt = now();
    dispatch({ overlay: 'shared-causes', type: 'compared', request, progress: { done, total } });
  };
  try {
    const explanation = await explainFailures(store(), query, { now: now(), signal, onProgress });
    if (signal.aborted) return;
    const found = toSharedFound(explanation, now());
    dispatch({ overlay: 'shared-causes', type: 'explained', request, found });
  } catch (error) {
    if (signal.aborted) return;
    dispatch({ overlay: 'shared-causes', type: 'closed' });
    throw error;
  }
}
