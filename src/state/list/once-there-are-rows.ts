import type { SessionContext } from '../session/session-context.ts';
import type { ListState } from './list-state.ts';

export function hasNoRowsYet({ rows, phase }: ListState): boolean {
  return phase === 'loading' && rows.length === 0;
}

/** Does what a key means that was typed before the first page is there, unless Esc or another key follows. */
export function onceThereAreRows(context: SessionContext, act: () => void): void {
  const { holdForRead, task, list: loader } = context;
  holdForRead(() =>
    task.start({ kind: 'jump', text: 'reading the runs…' }, async signal => {
      await loader.firstPage();
      if (!signal.aborted) act();
    }),
  );
}
