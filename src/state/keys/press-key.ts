import type { OpenOverlay } from '../overlays/overlay.ts';
import { findOwnCommand, performOwnCommand } from '../own-commands/own-commands.ts';
import type { SessionContext } from '../session/session-context.ts';
import { type Key, plainKeys, typedText } from './key.ts';
import { keyPlace } from './key-place.ts';
import { bindingsEverywhere, findBinding } from './keymap.ts';
import { keysOf } from './overlay-keymap.ts';

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
  else pressPlain(context, key);
}

function pressPlain(context: SessionContext, key: Key): void {
  for (const plain of plainKeys(key)) pressKey(context, plain);
}

function pressInOverlay(context: SessionContext, overlay: OpenOverlay, key: Key): void {
  const { bindings, type } = keysOf(overlay);
  const binding = bindings.find(({ keys }) => keys.includes(key));
  if (!binding && plainKeys(key).length > 0) return pressPlain(context, key);
  const text = typedText(key);
  if (!binding) return text === undefined ? undefined : type?.(context, text);
  const reason = binding.reason?.(overlay);
  if (reason === undefined) binding.press(context, overlay, key);
  else context.dispatch({ type: 'noticed', text: reason, tone: 'info' });
}
