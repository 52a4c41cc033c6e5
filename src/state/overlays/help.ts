import { type Binding, bindings, type Key, type KeyGroup } from '../keys/keymap.ts';
import { dialogRows } from '../session/layout.ts';
import type { SessionContext } from '../session/session-context.ts';
import type { Overlay } from './overlay.ts';

type Help = Extract<Overlay, { readonly type: 'help' }>;

export type HelpRow =
  | { readonly type: 'group'; readonly title: KeyGroup }
  | { readonly type: 'binding'; readonly binding: Binding };

/** Every binding under its group, in the order of the key map. */
export const helpRows: readonly HelpRow[] = (() => {
  const rows: HelpRow[] = [];
  let group: KeyGroup | undefined;
  for (const binding of bindings) {
    if (binding.group !== group) rows.push({ type: 'group', title: binding.group });
    group = binding.group;
    rows.push({ type: 'binding', binding });
  }
  return rows;
})();

const moves: Readonly<Record<Key, number>> = {
  j: 1,
  down: 1,
  k: -1,
  up: -1,
  'ctrl+d': 10,
  pagedown: 10,
  space: 10,
  'ctrl+u': -10,
  pageup: -10,
  g: -helpRows.length,
  G: helpRows.length,
};

export function pressInHelp(context: SessionContext, overlay: Help, key: Key): void {
  if (key === 'escape' || key === 'q' || key === '?' || key === 'enter') {
    context.dispatch({ type: 'overlay-changed', overlay: { type: 'none' } });
    return;
  }
  const by = moves[key];
  if (by === undefined) return;
  const room = dialogRows(context.getState().size);
  const top = Math.max(0, Math.min(Math.max(0, helpRows.length - room), overlay.top + by));
  context.dispatch({ type: 'overlay-changed', overlay: { type: 'help', top } });
}
