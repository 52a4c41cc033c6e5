import { type RunSummary, runAddress } from '../../model/run.ts';
import { isCancelable, statusLabel } from '../../model/status.ts';
import type { EndAct } from '../../operations/cancel-runs.ts';
import { cursorRun } from '../list/reduce-list.ts';
import type { State } from '../session/state.ts';
import type { CancelTarget } from './cancel-phase.ts';

/** The runs that the cancel key applies to: the open one, the marked ones, or the one under the cursor. */
export function runsToEnd(state: State): readonly RunSummary[] {
  if (state.screen === 'detail') return state.detail ? [state.detail.summary] : [];
  if (state.list.marks.size > 0) {
    const latest = new Map(state.list.rows.map(run => [runAddress(run), run]));
    return [...state.list.marks].map(([address, run]) => latest.get(address) ?? run).filter(isCancelable);
  }
  const run = cursorRun(state.list);
  return run ? [run] : [];
}

/** `kill` when the store supports it and a cancel of every run was already requested. */
export function actFor(runs: readonly RunSummary[], { store }: State): EndAct {
  return store.can.kill && runs.every(run => run.cancelRequestedAt !== undefined) ? 'kill' : 'cancel';
}

export function toCancelTarget(run: RunSummary, now: number): CancelTarget {
  const { id, target, name } = run;
  const status = run.cancelRequestedAt === undefined ? statusLabel(run, now) : 'Canceling already';
  return { address: runAddress(run), id, target, name, status };
}
