import { yieldToEventLoop } from '../../../async/yield-to-event-loop.ts';
import { type ActRequest, actOnRuns } from '../../../operations/acts/act-on-runs.ts';
import type { CancelOutcome, CancelPhase, EndAct } from '../../../operations/acts/cancel-runs.ts';
import { type ActOutcome, performAct } from '../../../operations/acts/perform-act.ts';
import type { Following, Running } from '../../dialogs/define-dialog.ts';
import type { SessionContext } from '../../shell/state.ts';
import {
  type Acting,
  endRound,
  type IndexedOutcome,
  judgeCanary,
  type Round,
  withOutcomes,
} from './acting.ts';

/** Acts on the runs of the open dialog, round by round. Once it closes, no more is sent. */
export function performActs(context: SessionContext, running: Running<Acting>): Following<Acting> {
  let round: Round | undefined;
  let stop = new AbortController();
  const follow = (acting: Acting): void => {
    if (acting.round === round) {
      if (acting.phase === 'stopping') stop.abort();
      return;
    }
    round = acting.round;
    stop = new AbortController();
    begin(context, acting, AbortSignal.any([stop.signal, running.signal]), running);
  };
  follow(running.opened);
  return follow;
}

/** Outcomes are shown at most so often. */
const shownEveryMs = 100;

function begin(
  context: SessionContext,
  { act, runs, retried, round }: Acting,
  stop: AbortSignal,
  { shown, update }: Running<Acting>,
): void {
  const { effects, now, dispatch } = context;
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
    update(acting => withOutcomes(acting, outcomes));
    if (shown()) effects.showProgress(known / indexes.length);
  };
  const onOutcome = (at: number, outcome: ActOutcome, count: number): void => {
    known = count;
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
      await actOnRuns({ addresses, perform, stop, atOnce, onOutcome });
      show();
    } finally {
      effects.showProgress(undefined);
    }
    update(acting => judgeCanary(endRound(acting, context.getState().size)));
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
