import type { OwnCommand } from '../../model/own-command/own-command.ts';
import type { TextLine } from '../dialogs/text-line.ts';
import { ownReason } from '../own-commands/own-commands.ts';
import { idIn } from '../run/open-run-by-id.ts';
import { type Command, type KeyGroup, keyPlace } from '../shell/command.ts';
import { commandsAt } from '../shell/keymap.ts';
import type { State } from '../shell/state.ts';
import { allViews, type View } from '../table/views.ts';

export type Palette = TextLine & {
  readonly type: 'palette';
  /** The index of the selected row. */
  readonly index: number;
  /** Workflows and agents whose names begin with the text; absent until the store has said. */
  readonly names?: readonly string[];
};

/** A command of the screen, or a place to jump to. */
export type PaletteRow =
  | { readonly type: 'command'; readonly command: Command; readonly reason?: string }
  | { readonly type: 'own'; readonly own: OwnCommand; readonly reason?: string }
  | { readonly type: 'view'; readonly view: View }
  | { readonly type: 'workflow'; readonly name: string }
  | { readonly type: 'run'; readonly id: string };

export function isSameRow(one: PaletteRow, other: PaletteRow | undefined): boolean {
  return other !== undefined && keyOf(one) === keyOf(other);
}

function keyOf(row: PaletteRow): string {
  switch (row.type) {
    case 'command':
      return `command ${row.command.id}`;
    case 'own':
      return `own ${row.own.place} ${row.own.name}`;
    case 'view':
      return `view ${row.view.id}`;
    case 'workflow':
      return `workflow ${row.name}`;
    case 'run':
      return `run ${row.id}`;
  }
}

/** Commands that act on a run come first; those that move the cursor, which is quicker by key, last. */
const groups: readonly KeyGroup[] = ['Act', 'Find', 'Understand', 'Look', 'Program', 'Move'];

/** Shorter words are hardly ids. */
const shortestId = 6;

/** The rows that match every word: enabled commands, jumps, and then disabled commands. */
export function paletteRows(
  state: State,
  { text, names = [] }: Pick<Palette, 'text' | 'names'>,
): readonly PaletteRow[] {
  const words = searchedWords(text);
  const commands = matchingCommands(state, words);
  const reason = ownReason(state);
  const own = state.ownCommands
    .filter(({ name }) => hasWords(name, words))
    .map(command => ({ type: 'own', own: command, reason }) as const);
  return [
    ...commands.filter(({ reason }) => reason === undefined),
    ...own,
    ...(words.length === 0 ? [] : jumps(state, words, text, names)),
    ...commands.filter(({ reason }) => reason !== undefined),
  ];
}

function matchingCommands(state: State, words: readonly string[]) {
  const rows = commandsAt(keyPlace(state))
    .filter(({ id }) => id !== 'palette')
    .filter(({ label, help, id }) => hasWords(`${label} ${help} ${id}`, words))
    .map(command => ({ type: 'command', command, reason: command.disabled?.(state) }) as const);
  const [first = ''] = words;
  const rank = ({ command }: { readonly command: Command }) =>
    groups.indexOf(command.group) + (command.label.startsWith(first) ? 0 : groups.length);
  return rows.sort((a, b) => rank(a) - rank(b));
}

function jumps(
  { savedViews }: State,
  words: readonly string[],
  text: string,
  names: readonly string[],
): readonly PaletteRow[] {
  const views = allViews(savedViews).filter(({ label }) => hasWords(`view ${label}`, words));
  const id = idIn(text);
  return [
    ...views.map(view => ({ type: 'view', view }) as const),
    ...names.map(name => ({ type: 'workflow', name }) as const),
    ...(id !== undefined && id.length >= shortestId ? [{ type: 'run', id } as const] : []),
  ];
}

/** The words of a search, all of which a row must have. */
export function searchedWords(text: string): readonly string[] {
  return text.toLowerCase().split(/\s+/u).filter(Boolean);
}

export function hasWords(text: string, words: readonly string[]): boolean {
  const searched = text.toLowerCase();
  return words.every(word => searched.includes(word));
}
