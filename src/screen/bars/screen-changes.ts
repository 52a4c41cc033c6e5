import { yieldToEventLoop } from '../../async/yield-to-event-loop.ts';
import type { RowPainter } from '../paint/row-painter.ts';
import { shownPanes } from '../shell/layout.ts';
import type { StateSource } from '../shell/use-selected.ts';

/** Tells the parts of the screen of each change of the state. */
export type ScreenChanges = Pick<StateSource, 'subscribe'> & { readonly stop: () => void };

/**
 * A change that brings other panes is told in a turn of its own: React takes as long to make them as a key
 * takes to be read and handled, and both in one turn would hold up the keys that follow. Nothing is painted
 * before.
 */
export function followChanges(source: StateSource, { hold }: Pick<RowPainter, 'hold'>): ScreenChanges {
  const listeners = new Set<() => void>();
  let panes = shownPanes(source.getState());
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const unsubscribe = source.subscribe(() => {
    const before = panes;
    panes = shownPanes(source.getState());
    if (panes === before) return tell();
    const release = hold();
    yieldToEventLoop().then(() => {
      release();
      tell();
    });
  });
  return {
    subscribe: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => {
      unsubscribe();
      listeners.clear();
    },
  };
}
