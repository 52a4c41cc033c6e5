import type { Command } from '../shell/command.ts';
import type { SessionContext } from '../shell/session-context.ts';

export const targetCommands: readonly Command[] = [
  {
    id: 'target',
    keys: ['t'],
    where: ['table', 'detail', 'groups', 'compare'],
    group: 'Program',
    label: 'target',
    help: 'open another target',
    run: openTargetMenu,
  },
];

function openTargetMenu({ hold, effects, dispatch, getState }: SessionContext): void {
  hold(async () => {
    const items = await effects.listTargets();
    const chosen = getState().store.target.location;
    dispatch({ overlay: 'menu', type: 'opened', purpose: 'target', title: 'Target', items, chosen });
  });
}

export function chooseTarget({ hold, effects, switchStore }: SessionContext, id: string): void {
  hold(async () => switchStore(await effects.openTarget(id)));
}
