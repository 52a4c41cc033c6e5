import { joinWords } from '../../model/text/formats.ts';
import { type Key, keyName, plainKeys, typedText } from '../shell/keyboard.ts';
import {
  type CommandRow,
  commandRows,
  findByKey,
  keyOf,
  keyPlace,
  type Place,
  performCommand,
} from '../shell/keymap.ts';
import type { Overlay, SessionContext } from '../shell/state.ts';
import { dialogKeyRows, keysOf } from './define-dialog.ts';

/** Handles a key that no command has; returns whether the key means anything. */
type PressOther = (context: SessionContext, key: Key) => boolean;

/** An unbound key is pressed as the keys it consists of. */
function pressKey(context: SessionContext, key: Key, pressOther: PressOther): void {
  const state = context.getState();
  const { overlay } = state;
  const command = findByKey(keyPlace(state), key);
  if (overlay.type !== 'none' && !command?.inDialogs)
    return pressInOverlay(context, overlay, key, pressOther);
  if (command) return performCommand(context, command, key);
  if (!pressOther(context, key)) pressPlain(context, key, unboundText(key), pressOther);
}

function pressPlain(context: SessionContext, key: Key, unbound: string, pressOther: PressOther): void {
  const plain = plainKeys(key);
  if (plain.length === 0) context.say(unbound);
  for (const one of plain) pressKey(context, one, pressOther);
}

function pressInOverlay(context: SessionContext, overlay: Overlay, key: Key, pressOther: PressOther): void {
  const { getState, dispatch, say } = context;
  const { bindings, type } = keysOf(overlay);
  const binding = bindings.find(({ keys }) => keys.includes(key));
  const text = typedText(key);
  const isTyped = type !== undefined && text !== undefined;
  if (!binding && !isTyped) return pressPlain(context, key, unboundInDialog(overlay, key), pressOther);
  const reason = binding?.reason();
  if (reason !== undefined) return say(reason);
  if (getState().notice) dispatch({ type: 'notice-expired' });
  if (binding) binding.press(context, key);
  else if (isTyped) type(context, text);
}

export const placeNames: Readonly<Record<Place, string>> = {
  table: 'the table',
  groups: 'the groups',
  detail: 'an open run',
  compare: 'a comparison',
  waterfall: 'the trace',
};

function unboundText(key: Key): string {
  const elsewhere = commandRows().filter(({ keys }) => keys.includes(key));
  if (elsewhere.length === 0) return `${keyName(key)} does nothing: ${keyOf('help')} lists the keys`;
  const places = ({ where }: CommandRow) => where.map(place => placeNames[place]);
  const uses = elsewhere.map(row => `in ${joinWords(places(row), 'or')}: ${briefly(row)}`);
  return `${keyName(key)} does nothing here; ${uses.join('; ')}`;
}

function unboundInDialog(overlay: Overlay, key: Key): string {
  const rows = 'items' in overlay ? dialogKeyRows().filter(({ keys }) => keys.includes(key)) : [];
  const uses = rows.filter(({ where }) => where.endsWith(' menu'));
  const places = uses.map(row => `in the ${row.where}: ${briefly(row)}`);
  return [`${keyName(key)} does nothing here`, ...places].join('; ');
}

function briefly({ help }: Pick<CommandRow, 'help'>): string {
  return help.replace(/[,;:].*/u, '');
}

/** No person types another key this soon after Esc. */
const togetherMs = 60;

/**
 * Alt with a letter is sent as Esc and the letter, which may arrive apart over a slow connection: the line of
 * text that Esc has closed is then opened again and edited.
 */
export function createKeyPress(context: SessionContext, pressOther: PressOther): (key: Key) => void {
  let closed: { readonly overlay: Overlay; readonly at: number } | undefined;

  const reopen = (key: Key): boolean => {
    if (!closed || context.getState().overlay.type !== 'none') return false;
    const isBound = keysOf(closed.overlay).bindings.some(({ keys }) => keys.includes(key));
    if (context.now() - closed.at > togetherMs || !isBound) return false;
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
