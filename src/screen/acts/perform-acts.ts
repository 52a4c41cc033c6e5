import { yieldToEventLoop } from '../../async/yield-to-event-loop.ts';
import { type ActRequest, actOnRuns } from '../../operations/acts/act-on-runs.ts';
import type { CancelOutcome, EndAct } from '../../operations/acts/cancel-runs.ts';
import { type ActOutcome, performAct } from '../../operations/acts/perform-act.ts';
import type { Reaction } from '../shell/reaction.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { State } from '../shell/state.ts';
import type { Acting, IndexedOutcome, Round } from './acting/acting.ts';
import type { CancelPhase } from './cancel-phase.ts';

/** The work of an open dialog. */
type Work = {
  readonly runs: Acting['runs'];
  round?: Round;
  stop?: AbortController;
};

/** Acts on the runs of the open dialog, round by round. Once it closes, no more is sent. */
export function performActs(context: SessionContext): Reaction {
  let work: Work | undefined;
  const stop = (): void => work?.stop?.abort();
  const react = (before: State, { overlay }: State): void => {
    if (overlay === before.overlay) return;
    if (overlay.type !== 'acting') {
      stop();
      work = undefined;
      return;
    }
    if (work?.runs !== overlay.runs) {
      stop();
      work = { runs: overlay.runs };
    }
    if (work.round !== overlay.round) begin(context, overlay, work);
    else if (overlay.phase === 'stopping') stop();
  };
  return { react, stop };
}

/** Outcomes are shown at most so often. */
const shownEveryMs = 100;

function begin(context: SessionContext, { act, runs, retried, round }: Acting, work: Work): void {
  const stop = new AbortController();
  work.round = round;
  work.stop = stop;
  const { effects, now, dispatch, getState } = context;
  const store = context.store();
  const { indexes } = round;
  const addresses = indexes.map(index => runs[index]?.address ?? '');
  let arrived: IndexedOutcome[] = [];
  let shownAt = now();
  let known = 0;

  const show = (): void => {
    shownAt = now();
    if (arrived.length === 0 || context.store() !== store) return;
    const outcomes = arrived;
    arrived = [];
    dispatch({ type: 'cancels-moved', phases: phasesOf(outcomes, { act, runs }) });
    dispatch({ overlay: 'acting', type: 'progressed', runs, outcomes });
    if (getState().overlay.type === 'acting') effects.showProgress(known / indexes.length);
  };
  const onOutcome = (at: number, outcome: ActOutcome): void => {
    known += 1;
    arrived.push([indexes[at] ?? 0, outcome]);
    if (now() - shownAt >= shownEveryMs) show();
  };
  const by = effects.user;
  const perform: ActRequest<ActOutcome>['perform'] = address =>
    performAct({ store, act, by, retried }, address);

  effects.showProgress(0);
  context.finish(async () => {
    try {
      const atOnce = act === 'cancel' ? store.can.cancelsAtOnce : undefined;
      await actOnRuns({ addresses, perform, stop: stop.signal, atOnce, onOutcome });
      show();
    } finally {
      effects.showProgress(undefined);
    }
    dispatch({ overlay: 'acting', type: 'round-ended', runs });
    // All runs were looked at: keys have their turn before the store is read.
    await yieldToEventLoop();
    context.run(context.refreshAll);
  });
}

function phasesOf(
  outcomes: readonly IndexedOutcome[],
  { act, runs }: Pick<Acting, 'act' | 'runs'>,
): ReadonlyMap<string, CancelPhase> {
  if (act === 'retry') return new Map();
  return new Map(
    outcomes.flatMap(([index, { cancel }]) => {
      const address = runs[index]?.address;
      return cancel && address !== undefined ? [[address, phaseOf(cancel, act)]] : [];
    }),
  );
}

/** A run that the store itself canceled has ended; those whose end was requested are followed. */
function phaseOf(cancel: CancelOutcome, act: EndAct): CancelPhase {
  const hasEnded = cancel.type === 'answered' && cancel.result.type === 'canceled';
  return hasEnded ? { type: 'ended', status: 'canceled' } : { ...cancel, act };
}
