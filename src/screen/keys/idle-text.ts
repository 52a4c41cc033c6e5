import { type Key, keyName } from '../shell/key.ts';
import { type Binding, bindings, type Command, keyOf, type ScreenName } from '../shell/keymap.ts';
import type { State } from '../shell/state.ts';
import { keyPlace } from './key-place.ts';

/** What is said where a command has changed nothing; not where that is seen, as at the end of a list. */
const idleTexts: Readonly<Partial<Record<Command, string>>> = {
  back: `there is nothing to go back to or to clear: ${keyOf('quit')} quits`,
  'tab-1': 'this is the overview already',
  'tab-2': 'this is the metadata already',
  'tab-3': 'this is the trace already',
  fold: 'there is nothing to fold or unfold here',
  'fold-in': 'there is nothing to fold here',
  'fold-out': 'there is nothing to unfold here',
  'fold-all': 'there is nothing to fold or unfold here',
  'zoom-in': 'the trace cannot be zoomed in further',
  'zoom-out': 'the whole time is shown',
};

/** What the keys that fold say in a zoomed trace, where they move it. */
const zoomedTexts: typeof idleTexts = {
  'fold-in': 'this is the start of the trace',
  'fold-out': 'this is the end of the trace',
};

export function idleText(command: Command, state: State): string | undefined {
  const isZoomed = keyPlace(state) === 'waterfall' && state.detail?.trace.zoom !== undefined;
  return (isZoomed ? zoomedTexts[command] : undefined) ?? idleTexts[command];
}

const placeNames: Readonly<Record<ScreenName, string>> = {
  table: 'the table',
  groups: 'the groups',
  detail: 'an open run',
  compare: 'a comparison',
  waterfall: 'the trace',
};

/** What a key does that nothing here is bound to: on which screens it does something, if on any. */
export function unboundText(key: Key): string {
  const elsewhere = bindings.filter(({ keys }) => keys.includes(key));
  if (elsewhere.length === 0) return `${keyName(key)} does nothing: ${keyOf('help')} lists the keys`;
  const uses = elsewhere.map(binding => `${placesOf(binding)}: ${briefly(binding)}`);
  return `${keyName(key)} does nothing here; ${uses.join('; ')}`;
}

function placesOf({ screens }: Binding): string {
  const names = screens.map(screen => placeNames[screen]);
  return `in ${[names.slice(0, -1).join(', '), names.at(-1)].filter(Boolean).join(' or ')}`;
}

/** The first clause of its help. */
function briefly({ help }: Binding): string {
  return help.replace(/[,;:].*/u, '');
}
