import { runAddress } from '../../model/run.ts';
import { canEnd, statusLabel } from '../../model/status.ts';
import type { EndAct } from '../../operations/cancel-runs.ts';
import { endRuns } from '../cancel/end-runs.ts';
import type { Key } from '../keys/keymap.ts';
import { cursorRun } from '../list/reduce-list.ts';
import type { SessionContext } from '../session/session-context.ts';
import type { State } from '../session/state.ts';
import type { Overlay } from './overlay.ts';

type Confirm = Extract<Overlay, { readonly type: 'confirm-cancel' }>;

/**
 * The question before a cancel. Which runs it names is settled now; what moves on screen later changes
 * nothing.
 */
export function openConfirm(state: State): Confirm | undefined {
  const runs = runsToCancel(state).map(run => ({
    address: runAddress(run),
    id: run.id,
    target: run.target,
    name: run.name,
    status: run.cancelRequestedAt === undefined ? statusLabel(run, state.now) : 'Canceling already',
  }));
  if (runs.length === 0) return undefined;
  return {
    type: 'confirm-cancel',
    act: actFor(state),
    runs,
    target: state.store.target.location,
    choice: 'no',
  };
}

/** Runs that were asked to end, all of them, and still go on can only be killed, where the store can. */
function actFor(state: State): EndAct {
  const areAsked = runsToCancel(state).every(run => run.cancelRequestedAt !== undefined);
  return state.store.can.kill && areAsked ? 'kill' : 'cancel';
}

function runsToCancel(state: State) {
  if (state.screen === 'detail') return state.detail ? [state.detail.summary] : [];
  if (state.list.marks.size > 0) {
    const latest = new Map(state.list.rows.map(run => [runAddress(run), run]));
    return [...state.list.marks].map(([address, run]) => latest.get(address) ?? run).filter(canEnd);
  }
  const run = cursorRun(state.list);
  return run ? [run] : [];
}

export function pressInConfirm(context: SessionContext, overlay: Confirm, key: Key): void {
  switch (key) {
    case 'y':
    case 'Y':
      return confirm(context, overlay);
    case 'enter':
      return overlay.choice === 'yes' ? confirm(context, overlay) : close(context);
    case 'n':
    case 'N':
    case 'q':
    case 'escape':
      return close(context);
    case 'tab':
    case 'left':
    case 'right': {
      const choice = overlay.choice === 'no' ? 'yes' : 'no';
      context.dispatch({ type: 'overlay-changed', overlay: { ...overlay, choice } });
    }
  }
}

function confirm(context: SessionContext, { act, runs }: Confirm): void {
  const overlay: Overlay = runs.length > 1 ? { type: 'outcomes', act, runs, top: 0 } : { type: 'none' };
  context.dispatch({ type: 'overlay-changed', overlay });
  context.dispatch({ type: 'marks-cleared' });
  context.finish(async () => {
    await endRuns(context, runs, act);
    context.run(context.refreshAll);
  });
}

function close(context: SessionContext): void {
  context.dispatch({ type: 'overlay-changed', overlay: { type: 'none' } });
}
