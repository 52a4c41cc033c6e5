import { defineMenu, itemIndex, type Menu } from '../dialogs/menu.ts';
import type { MenuItem } from '../shell/effects.ts';
import { type Command, inProgram } from '../shell/keymap.ts';
import type { SessionContext } from '../shell/state.ts';

export const targetCommands: readonly Command[] = [
  { ...inProgram('target', 't', 'target', 'open another target'), run: openTargetMenu },
];

type TargetMenu = Menu<'target-menu'>;

export const targetMenu = defineMenu<TargetMenu>({
  type: 'target-menu',
  isWide: true,
  choose: (_, id, context) => () => openTarget(context, id),
});

export function createTargetMenu(items: readonly MenuItem[], chosen?: string): TargetMenu {
  return { type: 'target-menu', title: 'Target', items, index: itemIndex(items, chosen) };
}

function openTargetMenu(context: SessionContext): void {
  const { hold, effects, getState } = context;
  hold(async () => {
    const items = await effects.listTargets();
    targetMenu.open(context, createTargetMenu(items, getState().store.target.location));
  });
}

function openTarget(context: SessionContext, id: string): void {
  const { hold, effects, switchStore } = context;
  hold(async () => {
    const opened = await effects.openTarget(id);
    if ('target' in opened) switchStore(opened);
    else targetMenu.open(context, createTargetMenu(opened));
  });
}
