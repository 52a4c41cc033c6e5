import type { RunStore } from '../../contract/run-store.ts';
import type { FailureGroup } from '../../model/failure/failure-groups.ts';
import { createFailureStates, type FailureState } from '../../model/failure/memory/failure-states.ts';
import { countSuccesses } from '../../operations/count-successes.ts';
import { readFailureMemory } from '../../operations/failure-memory.ts';
import type { Context } from '../context.ts';
import { openOwnFailures } from '../memory/own-failures.ts';

/** The states of groups, by what the team and this user keep. */
export async function readFailureStates(
  store: RunStore,
  groups: readonly FailureGroup[],
  context: Context,
): Promise<(group: FailureGroup) => FailureState> {
  const { signal } = context;
  const now = context.now();
  const own = await openOwnFailures(context, store.target);
  const stateOf = createFailureStates(await readFailureMemory({ store, own, signal }));
  const successes = await countSuccesses(store, groups, { now, signal });
  return group => stateOf(group, now, successes(group));
}
