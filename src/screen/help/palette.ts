import type { OwnCommand } from '../../model/own-command/own-command.ts';
import { composeQuery, oneOfTexts } from '../../model/query/compose-query.ts';
import { formatQuery } from '../../model/query/format.ts';
import { safeLine } from '../../model/text/safe-text.ts';
import { fitText } from '../../model/text/width.ts';
import {
  type Drawing,
  defineDialog,
  type Look,
  linesAround,
  type Pressed,
} from '../dialogs/define-dialog.ts';
import {
  editedText,
  editLine,
  type LineAction,
  lineKeys,
  lineOf,
  type TextLine,
} from '../dialogs/text-line.ts';
import { ownReason, performOwnCommand } from '../own-commands/own-commands.ts';
import { markColumns, markedLines, type Theme } from '../paint/theme.ts';
import { wrapText } from '../paint/wrap-text.ts';
import { backToTable, idIn, openRunById } from '../run/open-run-by-id.ts';
import { keyNames } from '../shell/keyboard.ts';
import {
  type Command,
  commandsAt,
  findById,
  type KeyGroup,
  keyPlace,
  performCommand,
} from '../shell/keymap.ts';
import { dialogRoom } from '../shell/layout.ts';
import type { SessionContext, State } from '../shell/state.ts';
import { changeCriteria } from '../table/list-actions.ts';
import { allViews, type View } from '../table/list-state.ts';
import { chooseView } from '../views/view-menu.ts';

export function createPalette(): Palette {
  return { type: 'palette', ...lineOf(''), index: 0 };
}

const line = lineKeys<Palette>(change);

export const palette = defineDialog<Palette>({
  type: 'palette',
  typed: line => ({ name: 'Command', line }),
  keys: {
    where: 'commands',
    bindings: [
      {
        keys: ['up', 'shift+tab', 'ctrl+p'],
        label: 'move',
        help: 'the command or place above',
        press: (shown, context) => moveBy(shown, -1, context),
      },
      {
        keys: ['down', 'tab', 'ctrl+n'],
        label: 'move',
        help: 'the command or place below',
        press: (shown, context) => moveBy(shown, 1, context),
      },
      { keys: ['enter'], label: 'run', help: 'run the command, or go to the place', press: choose },
      { keys: ['escape'], label: 'close', help: 'close the list of commands', press: () => undefined },
      ...line.bindings,
    ],
    type: line.type,
  },
  lines: drawPalette,
});

function moveBy(shown: Palette, by: 1 | -1, { getState }: SessionContext): Palette {
  const last = paletteRows(getState(), shown).length - 1;
  return { ...shown, index: Math.max(0, Math.min(last, shown.index + by)) };
}

function change(shown: Palette, action: LineAction, context: SessionContext): Palette {
  const { run, suggester } = context;
  const next = { ...editLine(shown, action), index: 0, names: undefined };
  const { text } = next;
  if (text.trim() === '') suggester.stop();
  else {
    const onNames = (names: readonly string[]) => addNames(context, text, names);
    run(() => suggester.suggest('workflow', text.trim(), onNames, () => {}));
  }
  return next;
}

/** A cursor that was moved stays on its row. */
function addNames(context: SessionContext, text: string, names: readonly string[]): void {
  const state = context.getState();
  palette.update(context, shown => {
    if (shown.text !== text) return shown;
    const chosen = shown.index === 0 ? undefined : paletteRows(state, shown)[shown.index];
    const index = paletteRows(state, { text, names }).findIndex(row => isSameRow(row, chosen));
    return { ...shown, names, index: Math.max(0, index) };
  });
}

/** A word is taken for the id of a run once it is known to be no name. */
function choose(shown: Palette, context: SessionContext): Pressed<Palette> {
  const row = rowOf(context, shown);
  if (row?.type !== 'run' || shown.names !== undefined) return () => goTo(context, row);
  context.hold(async () => {
    await context.suggester.settled();
    const latest = palette.in(context.getState());
    if (latest?.text !== shown.text) return;
    const chosen = rowOf(context, latest);
    palette.close(context);
    goTo(context, chosen);
  });
  return shown;
}

function rowOf({ getState }: SessionContext, shown: Palette): PaletteRow | undefined {
  return paletteRows(getState(), shown)[shown.index];
}

function goTo(context: SessionContext, row: PaletteRow | undefined): void {
  switch (row?.type) {
    case 'command': {
      const command = findById(keyPlace(context.getState()), row.command.id);
      return command && performCommand(context, command);
    }
    case 'own':
      return performOwnCommand(context, row.own);
    case 'run':
      return openRunById(context, row.id);
    case 'view':
      return chooseView(context, row.view.id);
    case 'workflow':
      backToTable(context);
      changeCriteria(context, { filterText: formatQuery(composeQuery(oneOfTexts('workflow', row.name))) });
  }
}

function drawPalette(shown: Palette, { state, theme }: Look): Drawing {
  const { width, height } = dialogRoom(state.size);
  const { index } = shown;
  const rows = paletteRows(state, shown);
  const room = Math.max(1, height - 2);
  const first = Math.max(0, index - room);
  const wrapped = rows
    .slice(first, index + room)
    .map((row, at) => paletteLines(row, first + at === index, width - 2, theme));
  const typed = `${theme.accent(':')} ${editedText(shown, '', width - 4, theme)}`;
  const nothing = rows.length === 0 ? [theme.dim('  no command, view or workflow has these words')] : [];
  const lines = [typed, '', ...linesAround(wrapped, index - first, room), ...nothing];
  return { title: theme.bold('Commands and places'), lines, width };
}

const keyColumns = 10;

function paletteLines(row: PaletteRow, isSelected: boolean, width: number, theme: Theme): readonly string[] {
  const keys = keyNames(keysOf(row)).join(' ');
  const lineOf = (key: string, text: string) => fitText(`${fitText(key, keyColumns)} ${text}`, width);
  if (isSelected) {
    const keyTexts = wrapText(keys, keyColumns);
    const texts = wrapText(rowText(row), width - keyColumns - 1);
    const lines = Array.from({ length: Math.max(keyTexts.length, texts.length) }, (_, at) =>
      lineOf(keyTexts[at] ?? '', texts[at] ?? ''),
    );
    return markedLines(lines, true, width + markColumns, theme);
  }
  const line = `  ${lineOf(keys, rowText(row))}`;
  return ['reason' in row && row.reason !== undefined ? theme.dim(line) : line];
}

function keysOf(row: PaletteRow): readonly string[] {
  if (row.type === 'command') return row.command.keys;
  return row.type === 'own' ? [row.own.key ?? ''] : ['→'];
}

function rowText(row: PaletteRow): string {
  switch (row.type) {
    case 'command':
      return row.command.help + (row.reason === undefined ? '' : ` (${safeLine(row.reason)})`);
    case 'own':
      return safeLine(row.own.name) + (row.reason === undefined ? '' : ` (${safeLine(row.reason)})`);
    case 'view':
      return `the view ${safeLine(row.view.label)}`;
    case 'workflow':
      return `the runs of ${safeLine(row.name)}`;
    case 'run':
      return `the run ${safeLine(row.id)}`;
  }
}

type Palette = TextLine & {
  readonly type: 'palette';
  readonly index: number;
  /** Workflows and agents whose names begin with the text; absent until the store has answered. */
  readonly names?: readonly string[];
};

export type PaletteRow =
  | { readonly type: 'command'; readonly command: Command; readonly reason?: string }
  | { readonly type: 'own'; readonly own: OwnCommand; readonly reason?: string }
  | { readonly type: 'view'; readonly view: View }
  | { readonly type: 'workflow'; readonly name: string }
  | { readonly type: 'run'; readonly id: string };

function isSameRow(one: PaletteRow, other: PaletteRow | undefined): boolean {
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

/** Commands that act on a run come first; those that move the cursor, which keys do faster, last. */
const groups: readonly KeyGroup[] = ['Act', 'Find', 'Understand', 'Look', 'Program', 'Move'];

/** Shorter words are unlikely to be ids. */
const shortestId = 6;

/** Rows that match every word: enabled commands, places, disabled commands. */
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

export function searchedWords(text: string): readonly string[] {
  return text.toLowerCase().split(/\s+/u).filter(Boolean);
}

export function hasWords(text: string, words: readonly string[]): boolean {
  const searched = text.toLowerCase();
  return words.every(word => searched.includes(word));
}
