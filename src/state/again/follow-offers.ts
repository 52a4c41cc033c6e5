import { sleep } from '../../async/sleep.ts';
import { InspectorError } from '../../model/errors.ts';
import { restAfterRead, timeRead } from '../../operations/follow/read-pace.ts';
import type { Reaction } from '../session/reaction.ts';
import type { SessionContext } from '../session/session-context.ts';
import type { State } from '../session/state.ts';
import { type Offers, toOffers } from './offers.ts';

/** A program that offers a workflow, or ends, is seen after so long. */
const leastRestMs = 1_000;

/** Reads which workflows are offered for as long as a question or an open run is about that. */
export function followOffers(context: SessionContext): Reaction {
  let following: { readonly about: unknown; readonly abort: AbortController } | undefined;
  const stop = (): void => following?.abort.abort();
  const react = (_: State, after: State): void => {
    const about = whatAsks(after);
    if (about === following?.about) return;
    stop();
    following = about === undefined ? undefined : { about, abort: new AbortController() };
    const signal = following?.abort.signal;
    if (signal) context.run(() => follow(context, signal));
  };
  return { react, stop };
}

/** The question before a start, or the run that waits to be started. */
function whatAsks({ overlay, detail, store }: State): unknown {
  if (!store.can.start) return undefined;
  if (overlay.type === 'run-again') return overlay.run;
  if (overlay.type === 'confirm-many' && overlay.act === 'retry') return overlay.source;
  const isQueued = detail?.summary.status === 'queued' && detail.summary.kind === 'workflow';
  return isQueued ? detail.summary.id : undefined;
}

async function follow(context: SessionContext, signal: AbortSignal): Promise<void> {
  const { store, getState } = context;
  const opened = store();
  let known = '';
  while (!signal.aborted) {
    const { result, tookMs } = await timeRead(() => readOffers(context, signal));
    if (signal.aborted || store() !== opened) return;
    const text = JSON.stringify(result);
    if (result && text !== known) tell(context, result, getState());
    known = text ?? known;
    await sleep(Math.max(leastRestMs, restAfterRead(opened.target, tookMs, { hasKeys: true })), signal);
  }
}

/** While the store is away, what was known stays. */
async function readOffers(
  { store, getState }: SessionContext,
  signal: AbortSignal,
): Promise<Offers | undefined> {
  try {
    return toOffers(await store().workflows({ signal }), getState().store);
  } catch (error) {
    if (signal.aborted || error instanceof InspectorError) return undefined;
    throw error;
  }
}

function tell({ dispatch }: SessionContext, offers: Offers, { overlay, detail }: State): void {
  if (overlay.type === 'run-again' || overlay.type === 'confirm-many')
    dispatch({ overlay: overlay.type, type: 'offers-read', offers });
  else if (detail) dispatch({ type: 'detail-offers-read', offered: offers.names });
}
