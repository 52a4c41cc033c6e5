import type { Key } from '../keys/keymap.ts';
import type { Desk } from '../session/session.ts';
import type { Overlay } from '../session/state.ts';
import { editLine, insertText } from './text-line.ts';
import { toTyped } from './typed.ts';

type NameView = Extract<Overlay, { readonly type: 'name-view' }>;

/** Asks for the name under which the present filter is saved as a view. */
export function pressInNameView(desk: Desk, overlay: NameView, key: Key): void {
  const close = () => desk.dispatch({ type: 'overlay-changed', overlay: { type: 'none' } });
  if (key === 'escape') return close();
  if (key === 'enter') {
    close();
    saveView(desk, overlay.text.trim());
    return;
  }
  const typed = toTyped(key);
  const line = typed === undefined ? editLine(overlay, key) : insertText(overlay, typed);
  if (line) desk.dispatch({ type: 'overlay-changed', overlay: { ...overlay, ...line } });
}

function saveView(desk: Desk, label: string): void {
  if (label === '') return;
  const { view, filterText } = desk.getState().list;
  const filter = [view.filter, filterText].filter(Boolean).join(' ');
  desk.effects.memory.saveView(label, filter);
  desk.dispatch({
    type: 'question-changed',
    question: { view: { id: `saved:${label}`, label, filter }, filterText: '' },
  });
  desk.dispatch({ type: 'noticed', text: `saved the view "${label}": ${filter}`, tone: 'info' });
  desk.run(() => desk.list.load());
}
