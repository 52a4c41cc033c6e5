import type { RunsSince } from '../../model/failure/memory/failure-mark.ts';
import type { FailureState, StateOf } from '../../model/failure/memory/failure-states.ts';
import type { GroupRow, GroupsState } from './groups-state.ts';

type Found = {
  readonly stateOf: StateOf;
  readonly now: number;
  readonly since: RunsSince | undefined;
  readonly state: FailureState;
};

/** A frame asks several times, for the width, the text and the colour, and the next ones ask again. */
const found = new WeakMap<GroupRow, Found>();

/** The state of a group; `undefined` until what is kept of it is read. */
export function groupState(
  { stateOf, successes }: Pick<GroupsState, 'stateOf' | 'successes'>,
  group: GroupRow,
  now: number,
): FailureState | undefined {
  if (!stateOf) return undefined;
  const since = successes?.get(group.id);
  const last = found.get(group);
  if (last?.stateOf === stateOf && last.now === now && last.since === since) return last.state;
  const state = stateOf(group, now, since);
  found.set(group, { stateOf, now, since, state });
  return state;
}
