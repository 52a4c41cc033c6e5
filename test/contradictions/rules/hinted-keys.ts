import { dialogs } from '../../../src/screen/dialog-list.ts';
import { keyName } from '../../../src/screen/shell/keyboard.ts';
import { commandRows, commandsAt, type Place, places } from '../../../src/screen/shell/keymap.ts';
import type { Screen } from '../places/screen.ts';
import type { Rule } from './rule.ts';
import '../../../src/screen/commands.ts';

type Hint = { readonly keys: readonly string[]; readonly label: string };

/** Every key that is hinted is bound where it is hinted, and does what its label says. */
export const hintedKeys: Rule = screen => {
  const { hints = '', dialog, filter } = screen;
  const shown = hintsIn(hints);
  if (shown.length === 0) return [];
  if (dialog || filter === 'typed') return ofOverlay(shown, hints);
  const places = placesOf(screen);
  const faults = places.map(place => shown.flatMap(hint => faultsOf(hint, place)));
  const isSearch = hints.startsWith(' / ') && screen.detail !== undefined;
  return isSearch || faults.some(found => found.length === 0) ? [] : (faults[0] ?? []);
};

function hintsIn(line: string): readonly Hint[] {
  const texts = line
    .trim()
    .split(/ {2,}/u)
    .filter(text => text !== '' && !text.endsWith('…'));
  return texts.map(text => {
    const [keys = '', ...words] = text.split(' ');
    return { keys: keys === '/' ? [keys] : keys.split('/'), label: words.join(' ') };
  });
}

/** Where the focus is. */
function placesOf({ kind, list, detail }: Screen): readonly Place[] {
  const open = detail?.tab === 'trace' && !detail.tabs.includes('[3 Trace]   raw') ? 'waterfall' : 'detail';
  if (kind === 'compare') return ['compare'];
  if (kind === 'detail') return [open];
  if (kind !== 'list') return [];
  if (list?.of === 'groups') return ['groups'];
  if (!detail) return ['table'];
  if (list?.rows.some(({ line }) => line.startsWith('▌'))) return ['table'];
  return detail.rows.some(({ hasFocus }) => hasFocus) ? [open] : [open, 'table'];
}

const labels = new Set<string>(commandRows().map(({ label }) => label));

/** What the keys of each screen are called, by their names. */
const labelsAt = new Map(places.map(screen => [screen, labelsByKey(screen)]));

function labelsByKey(screen: Place): ReadonlyMap<string, readonly string[]> {
  return new Map(
    commandsAt(screen).flatMap(({ id, keys, label }) =>
      keys.map(key => [keyName(key), id === 'reveal' ? [label, 'mask'] : [label]] as const),
    ),
  );
}

function faultsOf({ keys, label }: Hint, place: Place): readonly string[] {
  return keys.flatMap(key => {
    const bound = labelsAt.get(place)?.get(key);
    if (!bound) return [`the hint "${key} ${label}" is of a key that does nothing here`];
    return labels.has(label) && !bound.includes(label)
      ? [`the hint "${key} ${label}" is of a key that does something else: ${bound[0]}`]
      : [];
  });
}

const keysOfOverlays = dialogs
  .flatMap(({ keys, otherKeys }) => (otherKeys ? [keys, otherKeys] : [keys]))
  .map(({ bindings: all }) => new Set(all.flatMap(({ keys }) => keys.map(keyName))));

function ofOverlay(shown: readonly Hint[], line: string): readonly string[] {
  const keys = shown.flatMap(hint => hint.keys);
  return keysOfOverlays.some(bound => keys.every(key => bound.has(key)))
    ? []
    : [`no dialog has the keys of these hints: ${line.trim()}`];
}
