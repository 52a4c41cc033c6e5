import type { Key } from '../keys/keymap.ts';
import type { SessionContext } from '../session/session-context.ts';
import type { Overlay } from './overlay.ts';
import { editLine, insertText } from './text-line.ts';
import { toTyped } from './typed.ts';

type Search = Extract<Overlay, { readonly type: 'search' }>;

/** The search inside the detail: every character narrows, Enter keeps it, Esc takes it back. */
export function pressInSearch(context: SessionContext, overlay: Search, key: Key): void {
  if (key === 'enter' || key === 'escape') {
    context.dispatch({ type: 'overlay-changed', overlay: { type: 'none' } });
    const command =
      key === 'enter' ? ({ type: 'search-accepted' } as const) : ({ type: 'search-cleared' } as const);
    context.dispatch({ type: 'detail-command', command });
    return;
  }
  const typed = toTyped(key);
  const line = typed === undefined ? editLine(overlay, key) : insertText(overlay, typed);
  if (!line) return;
  context.dispatch({ type: 'overlay-changed', overlay: { ...overlay, ...line } });
  context.dispatch({ type: 'detail-command', command: { type: 'search-changed', text: line.text } });
}
