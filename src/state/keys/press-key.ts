import { pressInConfirm } from '../overlays/confirm-cancel.ts';
import { pressInSearch } from '../overlays/detail-search.ts';
import { pressInFilter, typeInFilter } from '../overlays/filter-bar.ts';
import { pressInHelp } from '../overlays/help.ts';
import { pressInMenu } from '../overlays/menus.ts';
import { pressInNameView } from '../overlays/name-view.ts';
import { pressInOutcomes } from '../overlays/outcomes.ts';
import { pressInPalette } from '../overlays/palette.ts';
import type { Desk } from '../session/session.ts';
import { findBinding, type Key } from './keymap.ts';
import { perform } from './perform-command.ts';

/** Gives a key to whatever has the keys: the overlay, or the screen's bindings. */
export function pressKey(desk: Desk, key: Key): void {
  const { overlay, screen } = desk.getState();
  if (key === 'ctrl+c' || key === 'ctrl+z') {
    perform(desk, key === 'ctrl+c' ? 'interrupt' : 'suspend');
    return;
  }
  switch (overlay.type) {
    case 'none': {
      const binding = findBinding(screen, key);
      if (binding) perform(desk, binding.command);
      return;
    }
    case 'filter':
      return pressInFilter(desk, overlay.bar, key);
    case 'search':
      return pressInSearch(desk, overlay, key);
    case 'help':
      return pressInHelp(desk, overlay, key);
    case 'palette':
      return pressInPalette(desk, overlay, key);
    case 'name-view':
      return pressInNameView(desk, overlay, key);
    case 'confirm-cancel':
      return pressInConfirm(desk, overlay, key);
    case 'outcomes':
      return pressInOutcomes(desk, overlay, key);
    case 'menu':
      return pressInMenu(desk, overlay, key);
  }
}

/** Gives pasted text to whatever takes text; where nothing does, a paste is no set of keys. */
export function typeText(desk: Desk, text: string): void {
  const { overlay } = desk.getState();
  if (overlay.type === 'filter') return typeInFilter(desk, overlay.bar, text);
  if (overlay.type !== 'search' && overlay.type !== 'palette' && overlay.type !== 'name-view') return;
  for (const character of text.replace(/[\r\n\t]+/gu, ' '))
    pressKey(desk, character === ' ' ? 'space' : character);
}
