import { sleep } from '../../async/sleep.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { type Offers, offersFor } from '../../contract/starts/offers.ts';
import { readOffers } from '../../operations/acts/read-offers.ts';
import { restAfterRead, timeRead } from '../../operations/follow/read-pace.ts';
import { unlessAway } from '../shell/jobs.ts';
import type { Reaction } from '../shell/reader-context.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { State } from '../shell/state.ts';

/** A program that offers a workflow, or ends, is seen after so long. */
const leastRestMs = 1_000;

/** Reads which workflows are offered until the signal aborts, and tells each change. */
export function followOffers(
  context: SessionContext,
  signal: AbortSignal,
  tell: (offers: readonly Offers[]) => void,
): void {
  const { can, target } = context.getState().store;
  if (can.start || target.members) context.run(() => follow(context, signal, tell));
}

/** Follows the offers for as long as the open run waits to be started. */
export function followOffersOfRun(context: SessionContext): Reaction {
  let following: { readonly queued: string; readonly abort: AbortController } | undefined;
  const stop = (): void => following?.abort.abort();
  const react = (_: State, { detail, store }: State): void => {
    const isFollowed = store.can.start || store.target.members !== undefined;
    const isQueued = detail?.summary.status === 'queued' && detail.summary.kind === 'workflow';
    const queued = isFollowed && isQueued ? detail.summary.id : undefined;
    if (queued === following?.queued) return;
    stop();
    following = queued === undefined ? undefined : { queued, abort: new AbortController() };
    if (following) followOffers(context, following.abort.signal, offers => tellRun(context, offers));
  };
  return { react, stop };
}

function tellRun({ dispatch, getState }: SessionContext, offers: readonly Offers[]): void {
  const { detail } = getState();
  const of = detail && offersFor(detail.summary, offers);
  if (of && of.refusal === undefined) dispatch({ type: 'detail-offers-read', offered: of.names });
}

async function follow(
  { store }: SessionContext,
  signal: AbortSignal,
  tell: (offers: readonly Offers[]) => void,
): Promise<void> {
  const opened = store();
  let known = '';
  while (!signal.aborted) {
    const { result, tookMs } = await timeRead(() => tryReadOffers(opened, signal));
    if (signal.aborted || store() !== opened) return;
    const text = JSON.stringify(result);
    if (result && text !== known) tell(result);
    known = text ?? known;
    await sleep(Math.max(leastRestMs, restAfterRead(opened.target, tookMs, { hasKeys: true })), signal);
  }
}

export function tryReadOffers(store: RunStore, signal?: AbortSignal): Promise<readonly Offers[] | undefined> {
  return unlessAway(() => readOffers(store, signal), signal);
}
