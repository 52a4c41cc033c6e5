import type { Key } from '../keys/keymap.ts';
import { dialogRows } from '../session/layout.ts';
import type { SessionContext } from '../session/session-context.ts';
import type { Size } from '../session/state.ts';
import type { Overlay } from './overlay.ts';

/** How many outcomes the dialog shows at once. */
export function outcomeRows(size: Size): number {
  return Math.max(1, dialogRows(size) - 2);
}

type Outcomes = Extract<Overlay, { readonly type: 'outcomes' }>;

/** The list of what became of each cancel: scrolled, and closed. */
export function pressInOutcomes(context: SessionContext, overlay: Outcomes, key: Key): void {
  const last = Math.max(0, overlay.runs.length - outcomeRows(context.getState().size));
  const move = (by: number) => {
    const top = Math.max(0, Math.min(last, overlay.top + by));
    context.dispatch({ type: 'overlay-changed', overlay: { ...overlay, top } });
  };
  if (key === 'j' || key === 'down') return move(1);
  if (key === 'k' || key === 'up') return move(-1);
  if (key === 'pagedown' || key === 'ctrl+d') return move(10);
  if (key === 'pageup' || key === 'ctrl+u') return move(-10);
  if (key === 'escape' || key === 'q' || key === 'enter') {
    context.dispatch({ type: 'overlay-changed', overlay: { type: 'none' } });
  }
}
