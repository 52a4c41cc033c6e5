import type { Key } from '../keys/keymap.ts';
import type { SessionContext } from '../session/session-context.ts';
import type { Overlay } from './overlay.ts';
import { paletteRows } from './palette-rows.ts';
import { editLine, insertText } from './text-line.ts';
import { toTyped } from './typed.ts';

type Palette = Extract<Overlay, { readonly type: 'palette' }>;

export function pressInPalette(context: SessionContext, overlay: Palette, key: Key): void {
  const close = () => context.dispatch({ type: 'overlay-changed', overlay: { type: 'none' } });
  const change = (next: Palette) => context.dispatch({ type: 'overlay-changed', overlay: next });
  const rows = paletteRows(context.getState(), overlay.text);
  if (key === 'escape') return close();
  if (key === 'enter') {
    const chosen = rows[overlay.index];
    close();
    if (chosen) context.perform(chosen.binding.command);
    return;
  }
  if (key === 'down' || key === 'tab' || key === 'ctrl+n') {
    return change({ ...overlay, index: Math.min(rows.length - 1, overlay.index + 1) });
  }
  if (key === 'up' || key === 'shift+tab' || key === 'ctrl+p') {
    return change({ ...overlay, index: Math.max(0, overlay.index - 1) });
  }
  const typed = toTyped(key);
  const line = typed === undefined ? editLine(overlay, key) : insertText(overlay, typed);
  if (line) change({ ...overlay, ...line, index: 0 });
}
