import type { NextStep, SessionContext, State } from '../shell/state.ts';

/** Whether rows for another filter or order are about to replace those that are shown, if any. */
export function areRowsDue({ list, store }: Pick<State, 'list' | 'store'>): boolean {
  return list.phase === 'loading' && (list.rows.length === 0 || store.link.type === 'live');
}

/** Acts on a key pressed before the first page has arrived, unless Esc or another key follows. */
export function onceThereAreRows(context: SessionContext, act = () => {}): void {
  const { holdForRead, task, list: loader, getState, endJump } = context;
  const { rows: before } = getState().list;
  holdForRead(() =>
    task.start({ kind: 'jump', text: 'reading the runs…' }, async signal => {
      await loader.firstPage();
      if (signal.aborted) return;
      if (getState().list.rows === before) endJump();
      else act();
    }),
  );
}

/** Acts on the run under the cursor, once the jump that moves it there has ended. */
export function whenAtRun(context: SessionContext, next: NextStep): void {
  if (context.task.afterJump(next)) return;
  const state = context.getState();
  if (state.screen !== 'table' || !areRowsDue(state)) return next.act();
  onceThereAreRows(context);
  context.task.afterJump(next);
}
