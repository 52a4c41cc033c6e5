import { groupQuestion } from '../groups/group-question.ts';
import { cursorGroup, noReadGroupReason } from '../groups/groups-state.ts';
import type { Command } from '../shell/command.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { State } from '../shell/state.ts';
import { hasFailures, unlessMarked } from '../table/picked-run.ts';
import { describeScope, toQuery } from '../table/views.ts';
import type { SharedQuestion } from './shared-causes.ts';

export const whyCommands: readonly Command[] = [
  {
    id: 'shared-causes',
    keys: ['W'],
    where: ['table', 'groups'],
    group: 'Find',
    label: 'why',
    help: 'what the failed runs share, and since when they fail',
    disabled: state => (state.screen === 'groups' ? noReadGroupReason(state) : undefined),
    hint: unlessMarked(state => state.screen === 'groups' || hasFailures(state)),
    run: openShared,
  },
];

/** Compares the failed runs of the group under the cursor, or those of the list, with the others. */
function openShared({ getState, dispatch }: SessionContext): void {
  dispatch({ overlay: 'shared-causes', type: 'opened', ...sharedQuestion(getState()) });
}

function sharedQuestion({ screen, groups, list }: State): SharedQuestion {
  const { view, filterText, kind } = list;
  const group = screen === 'groups' ? cursorGroup(groups) : undefined;
  if (group) return { ...groupQuestion(group, list), groupId: group.id };
  const of = `in ${describeScope(view, filterText, kind)}`;
  return { query: toQuery(view, filterText, kind), of };
}
