import { keysOf } from '../dialogs/define-dialog.ts';
import type { Key } from '../shell/key.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { OpenOverlay } from './overlay.ts';
import { type PressOther, pressKey } from './press-key.ts';

/** No person types another key this soon after Esc. */
const togetherMs = 60;

/**
 * Presses keys. Alt with a letter is sent as Esc and the letter, which may arrive apart over a slow
 * connection: then the line of text that Esc has closed is opened again, and edited.
 */
export function createKeyPress(context: SessionContext, pressOther: PressOther): (key: Key) => void {
  let closed: { readonly overlay: OpenOverlay; readonly at: number } | undefined;

  const reopen = (key: Key): boolean => {
    if (!closed || context.getState().overlay.type !== 'none') return false;
    if (context.now() - closed.at > togetherMs || !isBound(closed.overlay, key)) return false;
    context.dispatch({ type: 'dialog-opened', dialog: closed.overlay });
    return true;
  };

  return key => {
    const { overlay } = context.getState();
    const alt = `alt+${key}`;
    const isAlt = reopen(alt);
    closed = undefined;
    pressKey(context, isAlt ? alt : key, pressOther);
    const isClosed = overlay.type !== 'none' && context.getState().overlay.type === 'none';
    if (key === 'escape' && isClosed) closed = { overlay, at: context.now() };
  };
}

function isBound(overlay: OpenOverlay, key: Key): boolean {
  return keysOf(overlay).bindings.some(({ keys }) => keys.includes(key));
}
