import { pressInConfirm } from '../overlays/confirm-cancel.ts';
import { pressInSearch } from '../overlays/detail-search.ts';
import { pressInFilter, typeInFilter } from '../overlays/filter-bar.ts';
import { pressInHelp } from '../overlays/help.ts';
import { pressInMenu } from '../overlays/menus.ts';
import { pressInNameView } from '../overlays/name-view.ts';
import { pressInOutcomes } from '../overlays/outcomes.ts';
import { pressInPalette } from '../overlays/palette.ts';
import type { SessionContext } from '../session/session-context.ts';
import { findBinding, type Key } from './keymap.ts';
import { performCommand } from './perform-command.ts';

/** Gives a key to whatever has the keys: the overlay, or the screen's bindings. */
export function pressKey(context: SessionContext, key: Key): void {
  const { overlay, screen } = context.getState();
  if (key === 'ctrl+c' || key === 'ctrl+z') {
    performCommand(context, key === 'ctrl+c' ? 'interrupt' : 'suspend');
    return;
  }
  switch (overlay.type) {
    case 'none': {
      const binding = findBinding(screen, key);
      if (binding) performCommand(context, binding.command);
      return;
    }
    case 'filter':
      return pressInFilter(context, overlay.bar, key);
    case 'search':
      return pressInSearch(context, overlay, key);
    case 'help':
      return pressInHelp(context, overlay, key);
    case 'palette':
      return pressInPalette(context, overlay, key);
    case 'name-view':
      return pressInNameView(context, overlay, key);
    case 'confirm-cancel':
      return pressInConfirm(context, overlay, key);
    case 'outcomes':
      return pressInOutcomes(context, overlay, key);
    case 'menu':
      return pressInMenu(context, overlay, key);
  }
}

/** Gives pasted text to whatever takes text; where nothing does, a paste is no set of keys. */
export function typeText(context: SessionContext, text: string): void {
  const { overlay } = context.getState();
  if (overlay.type === 'filter') return typeInFilter(context, overlay.bar, text);
  if (overlay.type !== 'search' && overlay.type !== 'palette' && overlay.type !== 'name-view') return;
  for (const character of text.replace(/[\r\n\t]+/gu, ' '))
    pressKey(context, character === ' ' ? 'space' : character);
}
