import type { OpenOverlay } from '../overlays/overlay.ts';
import type { State } from '../session/state.ts';
import { disabledReason } from './disabled-reason.ts';
import { type Key, keyName } from './key.ts';
import { bindings, type Command, type ScreenName } from './keymap.ts';
import { keysOf } from './overlay-keymap.ts';

export type Hint = { readonly keys: string; readonly label: string };

/** The commands on the bottom line, the most useful first. */
const offered: Readonly<Record<ScreenName, readonly Command[]>> = {
  table: [
    'move-down',
    'move-up',
    'open',
    'filter',
    'view',
    'cancel',
    'mark',
    'copy',
    'next-error',
    'sort',
    'help',
    'quit',
  ],
  detail: [
    'move-down',
    'move-up',
    'back',
    'fold',
    'tab-next',
    'search',
    'copy',
    'reveal',
    'next-error',
    'format',
    'next-run',
    'cancel',
    'help',
    'quit',
  ],
};

/** The hints for the enabled keys of the overlay or screen that has the focus. */
export function hintsFor(state: State): readonly Hint[] {
  const { overlay } = state;
  return joinSameLabels(overlay.type === 'none' ? screenHints(state) : overlayHints(overlay));
}

function screenHints(state: State): readonly Hint[] {
  return offered[state.screen]
    .filter(command => disabledReason(command, state) === undefined)
    .map(command => bindings.find(one => one.command === command && one.screens.includes(state.screen)))
    .flatMap(binding => (binding ? toHint(binding.keys, binding.label) : []));
}

function overlayHints(overlay: OpenOverlay): readonly Hint[] {
  return keysOf(overlay)
    .bindings.filter(({ reason }) => reason?.(overlay) === undefined)
    .flatMap(({ keys, label }) => toHint(keys, typeof label === 'function' ? label(overlay) : label));
}

function toHint([key]: readonly Key[], label: string | undefined): readonly Hint[] {
  return key === undefined || label === undefined ? [] : [{ keys: keyName(key), label }];
}

/** Joins adjacent keys with the same label: `j/k move`. */
function joinSameLabels(hints: readonly Hint[]): readonly Hint[] {
  const joined: Hint[] = [];
  for (const hint of hints) {
    const last = joined.at(-1);
    if (last?.label !== hint.label) joined.push(hint);
    else joined[joined.length - 1] = { ...last, keys: `${last.keys}/${hint.keys}` };
  }
  return joined;
}
