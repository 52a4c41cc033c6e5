import { type Key, keyNames } from '../../keys/key.ts';
import { dialogRows, type Size } from '../../session/window-size.ts';
import { scrollTop } from '../scroll.ts';
import { changeLine, type LineAction, lineOf, type TextLine } from '../text-line.ts';

export type HelpRow =
  | { readonly type: 'group'; readonly title: string }
  | {
      readonly type: 'keys';
      readonly keys: readonly Key[];
      readonly help: string;
      /** Absent where they work on this screen, now. */
      readonly where?: string;
    };

export type Help = {
  readonly type: 'help';
  readonly rows: readonly HelpRow[];
  /** The index of the first visible row among those that are shown. */
  readonly top: number;
  /** Only rows with all of its words are shown. Keys are typed into it while `isTyping`. */
  readonly search?: TextLine & { readonly isTyping: boolean };
};

export type HelpAction = { readonly overlay: 'help' } & (
  | LineAction
  | { readonly type: 'opened'; readonly rows: readonly HelpRow[] }
  | { readonly type: 'scrolled'; readonly lines: number }
  | { readonly type: 'search-began' }
  | { readonly type: 'search-kept' }
  | { readonly type: 'search-cleared' }
  | { readonly type: 'closed' }
);

export function reduceHelp(help: Help | undefined, action: HelpAction, size: Size): Help | undefined {
  if (action.type === 'opened') return { type: 'help', rows: action.rows, top: 0 };
  if (!help) return undefined;
  const { search = { ...lineOf(''), isTyping: true } } = help;
  switch (action.type) {
    case 'scrolled':
      return {
        ...help,
        top: scrollTop(help.top, action.lines, shownHelpRows(help).length, helpRoom(help, size)),
      };
    case 'search-began':
      return { ...help, search: { ...search, isTyping: true } };
    case 'typed':
    case 'edited':
      return { ...help, top: 0, search: { ...search, ...changeLine(search, action) } };
    case 'search-kept':
      return search.text === '' ? withoutSearch(help) : { ...help, search: { ...search, isTyping: false } };
    case 'search-cleared':
      return withoutSearch(help);
    case 'closed':
      return undefined;
  }
}

/** The rows that fit the dialog, below the line of the search. */
export function helpRoom({ search }: Help, size: Size): number {
  return dialogRows(size) - (search ? 1 : 0);
}

function withoutSearch({ type, rows }: Help): Help {
  return { type, rows, top: 0 };
}

/** The rows that match the search, each group under its title. */
export function shownHelpRows({ rows, search }: Help): readonly HelpRow[] {
  const words = (search?.text ?? '').toLowerCase().split(/\s+/u).filter(Boolean);
  if (words.length === 0) return rows;
  const shown: HelpRow[] = [];
  let title: HelpRow | undefined;
  for (const row of rows) {
    if (row.type === 'group') title = row;
    else if (matches(row, words)) {
      if (title) shown.push(title);
      title = undefined;
      shown.push(row);
    }
  }
  return shown;
}

function matches(row: Extract<HelpRow, { type: 'keys' }>, words: readonly string[]): boolean {
  const searched = `${row.help} ${row.where ?? ''} ${keyNames(row.keys).join(' ')}`.toLowerCase();
  return words.every(word => searched.includes(word));
}
