import { copiesOf, copy } from '../../copy/copy.ts';
import { withWholeRun } from '../../copy/whole-run.ts';
import type { SessionContext } from '../../session/session-context.ts';
import type { Menu } from './menu.ts';

/** The choices depend on the recorded data, so the run is read whole first. */
export function openCopyMenu(context: SessionContext): void {
  withWholeRun(context, 'nothing is copied', run => {
    const state = context.getState();
    const items = copiesOf(state, run).map(({ id, label }) => {
      const isIdle = id === 'command' && !state.store.can.start;
      return isIdle ? { id, label, hint: 'not on this target' } : { id, label };
    });
    context.dispatch({ overlay: 'menu', type: 'opened', purpose: 'copy', title: 'Copy', items, run });
  });
}

export function chooseCopy(context: SessionContext, id: string, { run }: Menu): void {
  const choice = copiesOf(context.getState(), run).find(one => one.id === id);
  if (choice) copy(context, choice);
}
