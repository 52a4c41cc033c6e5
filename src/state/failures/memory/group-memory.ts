import type { FailureState } from '../../../model/failure/memory/failure-states.ts';
import type { GroupRow, GroupsState } from '../groups-state.ts';

/** The state of a group; `undefined` until what is kept of it is read. */
export function groupState(
  { stateOf, successes }: Pick<GroupsState, 'stateOf' | 'successes'>,
  group: GroupRow,
  now: number,
): FailureState | undefined {
  return stateOf?.(group, now, successes?.get(group.id));
}
