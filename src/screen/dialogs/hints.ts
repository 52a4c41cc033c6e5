import { type Key, keyName } from '../shell/keyboard.ts';
import { type Command, commandsAt, foremostKeys, keyPlace } from '../shell/keymap.ts';
import type { Overlay, State } from '../shell/state.ts';
import { keysOf } from './define-dialog.ts';

export type Hint = { readonly keys: string; readonly label: string };

export function hintsFor(state: State): readonly Hint[] {
  const { overlay } = state;
  return joinSameLabels(overlay.type === 'none' ? screenHints(state) : overlayHints(overlay));
}

function screenHints(state: State): readonly Hint[] {
  return commandsAt(keyPlace(state))
    .flatMap(command => {
      const rank = hintRank(command, state);
      return rank === undefined ? [] : [{ command, rank }];
    })
    .toSorted((a, b) => a.rank - b.rank)
    .flatMap(({ command }) => toHint(command.keys, command.hint?.label?.(state) ?? command.label));
}

function hintRank({ keys, hint, disabled }: Command, state: State): number | undefined {
  if (!hint || hint.when?.(state) === false) return undefined;
  const foremost = foremostKeys.indexOf(keys[0] ?? '');
  const rank = typeof hint.rank === 'function' ? hint.rank(state) : hint.rank;
  if ((foremost < 0 && rank === undefined) || disabled?.(state) !== undefined) return undefined;
  return foremost < 0 ? rank : foremost;
}

function overlayHints(overlay: Overlay): readonly Hint[] {
  return keysOf(overlay)
    .bindings.filter(({ reason }) => reason() === undefined)
    .flatMap(({ keys, label }) => toHint(keys, label()));
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
