import type { Yielding } from '../../async/yield-to-event-loop.ts';
import { type FailureGroup, sortGroups } from '../../model/failure/failure-groups.ts';
import { groupMessage } from '../../model/failure/failure-template.ts';
import { tableRows } from '../shell/layout.ts';
import type { State } from '../shell/state.ts';

/**
 * Works out the messages of the groups that come into sight, a few at a time: done for all of them at once,
 * a frame would hold up keys. Messages are remembered.
 */
export async function prepareMessages(
  groups: readonly FailureGroup[],
  state: State,
  yielding: Pick<Yielding, 'isDue' | 'yieldNow'>,
): Promise<void> {
  const { sort = 'last', top = 0 } = state.groups ?? {};
  const sorted = sortGroups(groups, sort === 'share' ? 'last' : sort);
  for (const group of sorted.slice(top, top + tableRows(state))) {
    if (yielding.isDue()) await yielding.yieldNow();
    groupMessage(group);
  }
}
