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
import { editedText, editLine, type LineAction, lineOf, type TextLine } from '../dialogs/text-line.ts';
import { ownReason, performOwnCommand } from '../own-commands/own-commands.ts';
import { markColumns, markedLines, type Theme } from '../paint/theme.ts';
import { wrapText } from '../paint/wrap-text.ts';
import { backToTable, idIn, openRunByPart } from '../run/open-run-by-id.ts';
import { keyNames } from '../shell/keyboard.ts';
import { type Command, commandsAt, type KeyGroup, keyPlace, performCommand } from '../shell/keymap.ts';
import { dialogRoom } from '../shell/layout.ts';
import type { SessionContext, State } from '../shell/state.ts';
import { changeCriteria } from '../table/list-actions.ts';
import { allViews } from '../table/list-state.ts';
import { chooseView } from '../views/view-menu.ts';

export function createPalette(): Palette {
  return { type: 'palette', ...lineOf(''), index: 0 };
}

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
    ],
    edits: change,
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
    const index = paletteRows(state, { text, names }).findIndex(
      ({ type, id }) => type === chosen?.type && id === chosen.id,
    );
    return { ...shown, names, index: Math.max(0, index) };
  });
}

/** A word is taken for the id of a run once it is known to be no name. */
function choose(shown: Palette, context: SessionContext): Pressed<Palette> {
  const row = rowOf(context, shown);
  if (row?.type !== 'run' || shown.names !== undefined) return () => row?.go(context);
  context.hold(async () => {
    await context.suggester.settled();
    const latest = palette.in(context.getState());
    if (latest?.text !== shown.text) return;
    const chosen = rowOf(context, latest);
    palette.close(context);
    chosen?.go(context);
  });
  return shown;
}

function rowOf({ getState }: SessionContext, shown: Palette): PaletteRow | undefined {
  return paletteRows(getState(), shown)[shown.index];
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
  const keys = keyNames(row.keys).join(' ');
  const text = row.text + (row.reason === undefined ? '' : ` (${safeLine(row.reason)})`);
  const lineOf = (key: string, words: string) => fitText(`${fitText(key, keyColumns)} ${words}`, width);
  if (isSelected) {
    const keyTexts = wrapText(keys, keyColumns);
    const texts = wrapText(text, width - keyColumns - 1);
    const lines = Array.from({ length: Math.max(keyTexts.length, texts.length) }, (_, at) =>
      lineOf(keyTexts[at] ?? '', texts[at] ?? ''),
    );
    return markedLines(lines, true, width + markColumns, theme);
  }
  const line = `  ${lineOf(keys, text)}`;
  return [row.reason === undefined ? line : theme.dim(line)];
}

type Palette = TextLine & {
  readonly type: 'palette';
  readonly index: number;
  /** Workflows and agents whose names begin with the text; absent until the store has answered. */
  readonly names?: readonly string[];
};

export type PaletteRow = {
  readonly type: 'command' | 'own' | 'view' | 'workflow' | 'run';
  /** Tells rows of a type apart. */
  readonly id: string;
  readonly keys: readonly string[];
  readonly text: string;
  /** Why the command does nothing now. */
  readonly reason?: string;
  readonly go: (context: SessionContext) => void;
};

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
  const commands = commandRows(state, words);
  return [
    ...commands.filter(({ reason }) => reason === undefined),
    ...ownRows(state, words),
    ...(words.length === 0 ? [] : placeRows(state, words, text, names)),
    ...commands.filter(({ reason }) => reason !== undefined),
  ];
}

function commandRows(state: State, words: readonly string[]): readonly PaletteRow[] {
  const [first = ''] = words;
  const rank = ({ group, label }: Command) =>
    groups.indexOf(group) + (label.startsWith(first) ? 0 : groups.length);
  return commandsAt(keyPlace(state))
    .filter(({ id, label, help }) => id !== 'palette' && hasWords(`${label} ${help} ${id}`, words))
    .toSorted((a, b) => rank(a) - rank(b))
    .map(command => ({
      ...{ type: 'command', id: command.id, keys: command.keys, text: command.help },
      reason: command.disabled?.(state),
      go: context => performCommand(context, command),
    }));
}

function ownRows(state: State, words: readonly string[]): readonly PaletteRow[] {
  const reason = ownReason(state);
  const matching = state.ownCommands.filter(({ name }) => hasWords(name, words));
  return matching.map(command => ({
    ...{ type: 'own', id: `${command.place} ${command.name}`, keys: [command.key ?? ''], reason },
    text: safeLine(command.name),
    go: context => performOwnCommand(context, command),
  }));
}

function placeRows(
  { savedViews }: State,
  words: readonly string[],
  text: string,
  names: readonly string[],
): readonly PaletteRow[] {
  const toRow = (type: PaletteRow['type'], id: string, place: string, go: PaletteRow['go']): PaletteRow => {
    return { type, id, keys: ['→'], text: `the ${place}`, go };
  };
  const views = allViews(savedViews).filter(({ label }) => hasWords(`view ${label}`, words));
  const runId = idIn(text) ?? '';
  return [
    ...views.map(({ id, label }) =>
      toRow('view', id, `view ${safeLine(label)}`, context => chooseView(context, id)),
    ),
    ...names.map(name =>
      toRow('workflow', name, `runs of ${safeLine(name)}`, context => listWorkflow(context, name)),
    ),
    ...(runId.length < shortestId
      ? []
      : [toRow('run', runId, `run ${safeLine(runId)}`, context => openRunByPart(context, runId))]),
  ];
}

function listWorkflow(context: SessionContext, name: string): void {
  backToTable(context);
  changeCriteria(context, { filterText: formatQuery(composeQuery(oneOfTexts('workflow', name))) });
}

export function searchedWords(text: string): readonly string[] {
  return text.toLowerCase().split(/\s+/u).filter(Boolean);
}

export function hasWords(text: string, words: readonly string[]): boolean {
  const searched = text.toLowerCase();
  return words.every(word => searched.includes(word));
}
