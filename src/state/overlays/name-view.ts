import type { Key } from '../keys/keymap.ts';
import type { SessionContext } from '../session/session-context.ts';
import type { Overlay } from './overlay.ts';
import { editLine, insertText } from './text-line.ts';
import { toTyped } from './typed.ts';

type NameView = Extract<Overlay, { readonly type: 'name-view' }>;

/** Asks for the name under which the present filter is saved as a view. */
export function pressInNameView(context: SessionContext, overlay: NameView, key: Key): void {
  const close = () => context.dispatch({ type: 'overlay-changed', overlay: { type: 'none' } });
  if (key === 'escape') return close();
  if (key === 'enter') {
    close();
    saveView(context, overlay.text.trim());
    return;
  }
  const typed = toTyped(key);
  const line = typed === undefined ? editLine(overlay, key) : insertText(overlay, typed);
  if (line) context.dispatch({ type: 'overlay-changed', overlay: { ...overlay, ...line } });
}

function saveView(context: SessionContext, label: string): void {
  if (label === '') return;
  const { view, filterText } = context.getState().list;
  const filter = [view.filter, filterText].filter(Boolean).join(' ');
  context.effects.memory.saveView(label, filter);
  context.dispatch({
    type: 'question-changed',
    question: { view: { id: `saved:${label}`, label, filter }, filterText: '' },
  });
  const problem = context.effects.memory.problem();
  context.dispatch(
    problem === undefined
      ? { type: 'noticed', text: `saved the view "${label}": ${filter}`, tone: 'info' }
      : { type: 'noticed', text: `the view "${label}" lasts until you quit: ${problem}`, tone: 'error' },
  );
  context.run(() => context.list.load());
}
