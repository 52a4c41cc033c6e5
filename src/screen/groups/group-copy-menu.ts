import type { Menu } from '../dialogs/menu.ts';
import type { SessionContext } from '../shell/session-context.ts';
import { copiesOfGroup, copyOfGroup } from './copy-group.ts';
import { cursorGroup } from './groups-state.ts';

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
