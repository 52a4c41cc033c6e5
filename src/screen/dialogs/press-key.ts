import { unboundText } from '../keys/idle-text.ts';
import { keyPlace } from '../keys/key-place.ts';
import { keysOf } from '../keys/overlay-keymap.ts';
import { findOwnCommand, performOwnCommand } from '../own-commands/own-commands.ts';
import { type Key, keyName, plainKeys, typedText } from '../shell/key.ts';
import { bindingsEverywhere, findBinding } from '../shell/keymap.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { OpenOverlay } from './overlay.ts';

/** Passes a key to the open overlay, else to the screen; an unbound one as the keys it is made of. */
export function pressKey(context: SessionContext, key: Key): void {
  const state = context.getState();
  const { overlay } = state;
  const everywhere = bindingsEverywhere.find(({ keys }) => keys.includes(key));
  if (!everywhere && overlay.type !== 'none') return pressInOverlay(context, overlay, key);
  const binding = everywhere ?? findBinding(keyPlace(state), key);
  if (binding) return context.perform(binding.command, key);
  const own = findOwnCommand(state, key);
  if (own) performOwnCommand(context, own);
  else pressPlain(context, key, unboundText(key));
}

function pressPlain(context: SessionContext, key: Key, unbound: string): void {
  const plain = plainKeys(key);
  if (plain.length === 0) context.dispatch({ type: 'noticed', text: unbound, tone: 'info' });
  for (const one of plain) pressKey(context, one);
}

function pressInOverlay(context: SessionContext, overlay: OpenOverlay, key: Key): void {
  const { getState, dispatch } = context;
  const { bindings, type } = keysOf(overlay);
  const binding = bindings.find(({ keys }) => keys.includes(key));
  const text = typedText(key);
  const isTyped = type !== undefined && text !== undefined;
  if (!binding && !isTyped) return pressPlain(context, key, `${keyName(key)} does nothing here`);
  const reason = binding?.reason?.(overlay);
  if (reason !== undefined) return dispatch({ type: 'noticed', text: reason, tone: 'info' });
  if (getState().notice) dispatch({ type: 'notice-expired' });
  if (binding) binding.press(context, overlay, key);
  else if (isTyped) type(context, text);
}
