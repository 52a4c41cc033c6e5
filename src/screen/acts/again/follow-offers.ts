import { sleep } from '../../../async/sleep.ts';
import type { RunStore } from '../../../contract/run-store.ts';
import { type Offers, offersFor } from '../../../contract/starts/offers.ts';
import { InspectorError } from '../../../model/errors.ts';
import { readOffers } from '../../../operations/acts/read-offers.ts';
import { restAfterRead, timeRead } from '../../../operations/follow/read-pace.ts';
import type { Reaction } from '../../shell/reaction.ts';
import type { SessionContext } from '../../shell/session-context.ts';
import type { State } from '../../shell/state.ts';

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
  if (!store.can.start && !store.target.members) return undefined;
  const start = startQuestion(overlay);
  if (start) return start.type === 'run-again' ? start.run : start.source;
  const isQueued = detail?.summary.status === 'queued' && detail.summary.kind === 'workflow';
  return isQueued ? detail.summary.id : undefined;
}

/** The open question, where it is about a start: a cancel needs no program that offers the workflow. */
function startQuestion(overlay: State['overlay']) {
  if (overlay.type === 'run-again') return overlay;
  return overlay.type === 'confirm-many' && overlay.act === 'retry' ? overlay : undefined;
}

async function follow(context: SessionContext, signal: AbortSignal): Promise<void> {
  const { store, getState } = context;
  const opened = store();
  let known = '';
  while (!signal.aborted) {
    const { result, tookMs } = await timeRead(() => tryReadOffers(opened, signal));
    if (signal.aborted || store() !== opened) return;
    const text = JSON.stringify(result);
    if (result && text !== known) tell(context, result, getState());
    known = text ?? known;
    await sleep(Math.max(leastRestMs, restAfterRead(opened.target, tookMs, { hasKeys: true })), signal);
  }
}

export function tryReadOffers(store: RunStore, signal?: AbortSignal): Promise<readonly Offers[] | undefined> {
  return unlessAway(() => readOffers(store, signal), signal);
}

/** While the store is away, what was known stays. */
export async function unlessAway<Result>(
  read: () => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result | undefined> {
  try {
    return await read();
  } catch (error) {
    if (signal?.aborted || error instanceof InspectorError) return undefined;
    throw error;
  }
}

function tell({ dispatch }: SessionContext, offers: readonly Offers[], { overlay, detail }: State): void {
  const start = startQuestion(overlay);
  if (start) return dispatch({ overlay: start.type, type: 'offers-read', offers });
  const of = detail && offersFor(detail.summary, offers);
  if (of && of.refusal === undefined) dispatch({ type: 'detail-offers-read', offered: of.names });
}
