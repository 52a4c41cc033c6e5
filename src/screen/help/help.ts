import { displayWidth, fitText } from '../../model/text/width.ts';
import { type Drawing, defineDialog, type Look, scrollKeys, scrollTop } from '../dialogs/define-dialog.ts';
import { changeLine, editedText, type LineAction, lineOf, type TextLine } from '../dialogs/text-line.ts';
import type { Theme } from '../paint/theme.ts';
import { wrapText } from '../paint/wrap-text.ts';
import { type Key, keyNames } from '../shell/keyboard.ts';
import { dialogColumns, dialogRows } from '../shell/layout.ts';
import type { Size } from '../shell/state.ts';
import { hasWords, searchedWords } from './palette.ts';

export function createHelp(rows: HelpRows): Help {
  return { type: 'help', rows, top: 0 };
}

export function scrollHelp(shown: Help, lines: number, size: Size): Help {
  const total = helpLines(shown, size).length;
  return { ...shown, top: scrollTop(shown.top, lines, total, helpRoom(shown, size)) };
}

export const help = defineDialog<Help>({
  type: 'help',
  typed: shown => ({ name: 'Search', line: searchOf(shown) }),
  keys: {
    where: 'help',
    bindings: [
      ...scrollKeys<Help>(scrollHelp, helpRoom),
      {
        keys: ['/'],
        label: 'search',
        help: 'search in the help',
        press: shown => ({ ...shown, search: { ...searchOf(shown), isTyping: true } }),
      },
      { keys: ['escape', 'q', '?', 'enter'], label: 'close', help: 'close the help', press: () => undefined },
    ],
  },
  otherKeys: {
    where: 'search of the help',
    when: ({ search }) => search?.isTyping === true,
    bindings: [
      {
        keys: ['enter', 'down'],
        label: 'keep',
        help: 'keep the search and go to the rows',
        press: shown => {
          const search = searchOf(shown);
          return search.text === ''
            ? createHelp(shown.rows)
            : { ...shown, search: { ...search, isTyping: false } };
        },
      },
      { keys: ['escape'], label: 'clear', help: 'clear the search', press: ({ rows }) => createHelp(rows) },
    ],
    edits: editSearch,
  },
  lines: drawHelp,
});

function searchOf({ search }: Help): NonNullable<Help['search']> {
  return search ?? { ...lineOf(''), isTyping: true };
}

function editSearch(shown: Help, action: LineAction): Help {
  const search = searchOf(shown);
  return { ...shown, top: 0, search: { ...search, ...changeLine(search, action) } };
}

function drawHelp(shown: Help, { state: { size, screen }, theme }: Look): Drawing {
  const width = dialogColumns(size, widest);
  const { search } = shown;
  const all = helpLines(shown, size);
  const room = helpRoom(shown, size);
  const top = Math.max(0, Math.min(shown.top, all.length - room));
  const visible = all.slice(top, top + room);
  const place = `${top + 1}–${top + visible.length} of ${all.length}`;
  const where = screen === 'compare' ? 'in the comparison' : `of the ${screen}`;
  const title = `Keys ${where}${visible.length === all.length ? '' : `  ${place}`}`;
  const typed = search?.isTyping ? editedText(search, '', width - 2, theme) : (search?.text ?? '');
  const lines = [
    ...(search ? [`${theme.accent('/')} ${typed}`] : []),
    ...visible.map(one => paintLine(one, theme)),
    ...(all.length === 0 ? [theme.dim('  no key has these words')] : []),
  ];
  return { title: theme.bold(title), lines, width };
}

function paintLine(line: HelpLine, theme: Theme): string {
  if (line.type === 'title') return theme.bold(line.text);
  const { keys, help, where } = line;
  const start = ' '.repeat(helpIndent) + theme.accent(fitText(keys, keyColumns));
  return `${start}${help}${where === '' ? '' : theme.dim(where)}`;
}

export type HelpRow = { readonly type: 'group'; readonly title: string } | ListedRow;

type ListedRow = {
  readonly type: 'keys';
  /** Keys, or a sign or a word of the screen. */
  readonly keys: readonly Key[];
  readonly help: string;
  /** Only searched, as in the palette. */
  readonly label?: string;
  /** Where the keys work, or why not; absent if they work here and now. */
  readonly where?: string;
};

export type HelpRows = {
  readonly listed: readonly HelpRow[];
  /** Rows that only a search finds. */
  readonly found: readonly HelpRow[];
};

export type Help = {
  readonly type: 'help';
  readonly rows: HelpRows;
  readonly top: number;
  /** Only rows with all of its words are shown; keys are typed into it while `isTyping`. */
  readonly search?: TextLine & { readonly isTyping: boolean };
};

export function shownHelpRows({ rows, search }: Help): readonly HelpRow[] {
  const words = searchedWords(search?.text ?? '');
  if (words.length === 0) return rows.listed;
  const shown: HelpRow[] = [];
  let title: HelpRow | undefined;
  for (const row of [...rows.listed, ...rows.found]) {
    if (row.type === 'group') title = row;
    else if (hasWords(searchedText(row), words)) {
      if (title) shown.push(title);
      title = undefined;
      shown.push(row);
    }
  }
  return shown;
}

function searchedText({ keys, help, label = '', where = '' }: ListedRow): string {
  return `${help} ${label} ${where} ${keyNames(keys).join(' ')}`;
}

type HelpLine =
  | { readonly type: 'title'; readonly text: string }
  | { readonly type: 'keys'; readonly keys: string; readonly help: string; readonly where: string };

/** Wide enough for most rows with the places where their keys work. */
const widest = 108;

const keyColumns = 16;
const helpIndent = 2;

function helpRoom({ search }: Help, size: Size): number {
  return dialogRows(size) - (search ? 1 : 0);
}

function helpLines(help: Help, size: Size): readonly HelpLine[] {
  const columns = dialogColumns(size, widest) - helpIndent - keyColumns;
  return shownHelpRows(help).flatMap(row =>
    row.type === 'group' ? [{ type: 'title', text: row.title } as const] : linesOf(row, columns),
  );
}

function linesOf({ keys, help, where }: ListedRow, columns: number): readonly HelpLine[] {
  const place = where === undefined ? '' : `(${where})`;
  const keyTexts = keyLines(keyNames(keys));
  const isShort = place === '' || displayWidth(help) + 2 + displayWidth(place) <= columns;
  const helps = wrapText(help, columns).map(text => ({ help: text, where: '' }));
  const places = isShort ? [] : wrapText(place, columns).map(text => ({ help: '', where: text }));
  const texts = isShort && place !== '' ? [{ help, where: `  ${place}` }] : [...helps, ...places];
  return Array.from({ length: Math.max(keyTexts.length, texts.length) }, (_, at) => ({
    type: 'keys' as const,
    keys: keyTexts[at] ?? '',
    help: '',
    where: '',
    ...texts[at],
  }));
}

/** Names of keys are not cut. */
function keyLines(names: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const name of names) {
    const longer = `${lines.at(-1) ?? ''} ${name}`;
    if (lines.length > 0 && displayWidth(longer) < keyColumns) lines.splice(-1, 1, longer);
    else lines.push(name);
  }
  return lines;
}
