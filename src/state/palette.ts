import { disabledReason } from './disabled.ts';
import { type Binding, bindings, type Key } from './keymap.ts';
import { editLine, insertText } from './line-edit.ts';
import { perform } from './perform.ts';
import type { Desk } from './session.ts';
import type { Overlay, State } from './state.ts';
import { toTyped } from './typed.ts';

type Palette = Extract<Overlay, { readonly type: 'palette' }>;

export type PaletteRow = { readonly binding: Binding; readonly reason?: string };

/** The commands of this screen whose words hold every word typed, those that can act now first. */
export function paletteRows(state: State, text: string): readonly PaletteRow[] {
  const words = text.toLowerCase().split(/\s+/u).filter(Boolean);
  const rows = bindings
    .filter(binding => binding.screens.includes(state.screen) && binding.command !== 'palette')
    .filter(binding => {
      const searched = `${binding.label} ${binding.help} ${binding.command}`.toLowerCase();
      return words.every(word => searched.includes(word));
    })
    .map(binding => ({ binding, reason: disabledReason(binding.command, state) }));
  return [...rows.filter(row => row.reason === undefined), ...rows.filter(row => row.reason !== undefined)];
}

export function pressInPalette(desk: Desk, overlay: Palette, key: Key): void {
  const close = () => desk.dispatch({ type: 'overlay-changed', overlay: { type: 'none' } });
  const change = (next: Palette) => desk.dispatch({ type: 'overlay-changed', overlay: next });
  const rows = paletteRows(desk.getState(), overlay.text);
  if (key === 'escape') return close();
  if (key === 'enter') {
    const chosen = rows[overlay.index];
    close();
    if (chosen) perform(desk, chosen.binding.command);
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
