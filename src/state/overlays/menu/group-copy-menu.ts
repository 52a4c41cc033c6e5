import { copiesOfGroup, copyOfGroup } from '../../failures/copy-group.ts';
import { cursorGroup } from '../../failures/groups-state.ts';
import type { SessionContext } from '../../session/session-context.ts';
import type { Menu } from './menu.ts';

export function openGroupCopyMenu({ getState, dispatch }: SessionContext): void {
  const state = getState();
  const group = cursorGroup(state.groups);
  if (!group) return;
  const items = copiesOfGroup(state, group).map(({ id, label }) => ({ id, label }));
  const source = { type: 'group', group } as const;
  dispatch({ overlay: 'menu', type: 'opened', purpose: 'group-copy', title: 'Copy', source, items });
}

export function chooseGroupCopy(context: SessionContext, id: string, { source }: Menu): void {
  if (source?.type === 'group') copyOfGroup(context, source.group, id);
}
