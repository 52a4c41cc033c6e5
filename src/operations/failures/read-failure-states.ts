import type { RunStore } from '../../contract/run-store.ts';
import type { FailureGroup } from '../../model/failure/failure-groups.ts';
import { createFailureStates, type FailureState } from '../../model/failure/memory/failure-states.ts';
import { countSuccesses } from './count-successes.ts';
import { type OwnFailures, readFailureMemory } from './failure-memory.ts';

type Options = {
  /** What this user keeps. */
  readonly own: OwnFailures;
  readonly now: number;
  readonly signal: AbortSignal;
};

/** The states of groups, by what the team and this user keep. */
export async function readFailureStates(
  store: RunStore,
  groups: readonly FailureGroup[],
  { own, now, signal }: Options,
): Promise<(group: FailureGroup) => FailureState> {
  const stateOf = createFailureStates(await readFailureMemory({ store, own, signal }));
  const successes = await countSuccesses(store, groups, { now, signal });
  return group => stateOf(group, now, successes(group));
}
