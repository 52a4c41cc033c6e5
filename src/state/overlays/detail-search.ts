import type { Key } from '../keys/keymap.ts';
import type { Desk } from '../session/session.ts';
import type { Overlay } from '../session/state.ts';
import { editLine, insertText } from './text-line.ts';
import { toTyped } from './typed.ts';

type Search = Extract<Overlay, { readonly type: 'search' }>;

/** The search inside the detail: every character narrows, Enter keeps it, Esc takes it back. */
export function pressInSearch(desk: Desk, overlay: Search, key: Key): void {
  if (key === 'enter' || key === 'escape') {
    desk.dispatch({ type: 'overlay-changed', overlay: { type: 'none' } });
    const command =
      key === 'enter' ? ({ type: 'search-accepted' } as const) : ({ type: 'search-cleared' } as const);
    desk.dispatch({ type: 'detail-command', command });
    return;
  }
  const typed = toTyped(key);
  const line = typed === undefined ? editLine(overlay, key) : insertText(overlay, typed);
  if (!line) return;
  desk.dispatch({ type: 'overlay-changed', overlay: { ...overlay, ...line } });
  desk.dispatch({ type: 'detail-command', command: { type: 'search-changed', text: line.text } });
}
