import type { NextStep, SessionContext, State } from '../shell/state.ts';

/** Whether the rows that are shown, if any, are about to give way to those of another filter or order. */
export function areRowsDue({ list, store }: Pick<State, 'list' | 'store'>): boolean {
  return list.phase === 'loading' && (list.rows.length === 0 || store.link.type === 'live');
}

/** Does what a key means that was typed before the first page is there, unless Esc or another key follows. */
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

/** Acts on the run under the cursor, once the cursor is where it is on its way to. */
export function whenAtRun(context: SessionContext, next: NextStep): void {
  if (context.task.afterJump(next)) return;
  const state = context.getState();
  if (state.screen !== 'table' || !areRowsDue(state)) return next.act();
  onceThereAreRows(context);
  context.task.afterJump(next);
}
