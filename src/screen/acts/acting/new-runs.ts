import type { Acting } from './acting.ts';
import type { NewRun } from './new-run.ts';

/** The addresses of the started runs that may still change, in the order in which they are listed. */
export function pendingNewRuns(acting: Acting): readonly string[] {
  return startedRuns(acting).filter(address => acting.newRuns.get(address)?.isActive !== false);
}

/** The new run that was started in place of the run at an index, once it was read. */
export function newRunAt({ outcomes, newRuns }: Acting, index: number): NewRun | undefined {
  const address = outcomes[index]?.started;
  return address === undefined ? undefined : newRuns.get(address);
}

/** The new runs that are in the store: first those that failed, then active ones. */
export function readNewRuns(acting: Acting): readonly NewRun[] {
  const runs = startedRuns(acting).flatMap(address => acting.newRuns.get(address) ?? []);
  const rankOf = ({ status, isActive }: NewRun): number => (status === 'failed' ? 0 : isActive ? 1 : 2);
  return runs.toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** Whether each started run was read. */
export function areAllRead(acting: Acting): boolean {
  return startedRuns(acting).every(address => acting.newRuns.has(address));
}

function startedRuns({ order, outcomes }: Acting): readonly string[] {
  return order.flatMap(index => outcomes[index]?.started ?? []);
}
