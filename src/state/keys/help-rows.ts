import type { HelpRow } from '../overlays/help/help.ts';
import { bindings, type KeyGroup } from './keymap.ts';
import { overlayKeyRows } from './overlay-keymap.ts';

/** The keys of the screens by group, then those of overlays. */
export const helpRows: readonly HelpRow[] = [
  ...rowsOfScreens(),
  { type: 'group', title: 'In menus, dialogs and the filter bar' },
  ...overlayKeyRows.map(row => ({ type: 'keys', ...row }) as const),
];

function rowsOfScreens(): readonly HelpRow[] {
  const rows: HelpRow[] = [];
  let last: KeyGroup | undefined;
  for (const { group, keys, help, screens } of bindings) {
    if (group !== last) rows.push({ type: 'group', title: group });
    last = group;
    const [only] = screens;
    rows.push({ type: 'keys', keys, help, where: screens.length === 1 ? only : undefined });
  }
  return rows;
}
