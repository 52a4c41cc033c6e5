import type { Run } from '../../../model/run.ts';
import { copiesOf, copy } from '../../copy/copy.ts';
import { withTrace, withWholeRun } from '../../copy/whole-run.ts';
import type { SessionContext } from '../../session/session-context.ts';
import type { Menu } from './menu.ts';

/** The choices depend on the recorded data, so the run is read whole first. */
export function openCopyMenu(context: SessionContext): void {
  withWholeRun(context, 'nothing is copied', run => {
    const state = context.getState();
    const items = copiesOf(state, run).map(({ id, label }) => ({ id, label }));
    context.dispatch({ overlay: 'menu', type: 'opened', purpose: 'copy', title: 'Copy', items, run });
  });
}

/** A note has the trace too, which is read for it. */
export function chooseCopy(context: SessionContext, id: string, { run }: Menu): void {
  if (id !== 'note' || !run) return copyChosen(context, id, run);
  context.run(async () => copyChosen(context, id, await withTrace(context, run)));
}

function copyChosen(context: SessionContext, id: string, run: Run | undefined): void {
  const choice = copiesOf(context.getState(), run).find(one => one.id === id);
  if (choice) copy(context, choice);
}
