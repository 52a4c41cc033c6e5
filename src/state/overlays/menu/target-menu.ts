import type { SessionContext } from '../../session/session-context.ts';

export function openTargetMenu({ run, effects, dispatch, getState }: SessionContext): void {
  run(async () => {
    const items = await effects.listTargets();
    const chosen = getState().store.target.location;
    dispatch({ overlay: 'menu', type: 'opened', purpose: 'target', title: 'Target', items, chosen });
  });
}

export function chooseTarget({ run, effects, switchStore }: SessionContext, id: string): void {
  run(async () => switchStore(await effects.openTarget(id)));
}
