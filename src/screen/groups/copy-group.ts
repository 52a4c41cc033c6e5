import { type GroupCopy, groupCopies } from '../../model/report/group-copies.ts';
import { commandTarget } from '../copy/command-target.ts';
import { copyNotice } from '../copy/copy-notice.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { State } from '../shell/state.ts';
import { cursorGroup, type GroupRow } from './groups-state.ts';

/** Copies the id of the group under the cursor. */
export function copyGroup(context: SessionContext): void {
  const group = cursorGroup(context.getState().groups);
  if (group) copyOfGroup(context, group, 'id');
}

export function copyOfGroup(context: SessionContext, group: GroupRow, id: string): void {
  const copy = copiesOfGroup(context.getState(), group).find(one => one.id === id);
  if (!copy) return;
  const { text, hidden } = copy.render();
  context.run(async () => {
    const outcome = await context.effects.copy(text);
    const notice = copyNotice({ label: copy.label, hidden }, outcome);
    context.dispatch({ type: 'noticed', text: notice, tone: 'info' });
  });
}

export function copiesOfGroup({ store }: State, group: GroupRow): readonly GroupCopy[] {
  return groupCopies(group, commandTarget(store.target, {}));
}
