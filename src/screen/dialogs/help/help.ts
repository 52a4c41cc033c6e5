import { type Key, keyNames } from '../../shell/key.ts';
import type { TextLine } from '../text-line.ts';

export type HelpRow =
  | { readonly type: 'group'; readonly title: string }
  | { readonly type: 'term'; readonly term: string; readonly help: string }
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
  /** The index of the first visible line of the rows that are shown. */
  readonly top: number;
  /** Only rows with all of its words are shown. Keys are typed into it while `isTyping`. */
  readonly search?: TextLine & { readonly isTyping: boolean };
};

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

function matches(row: Exclude<HelpRow, { type: 'group' }>, words: readonly string[]): boolean {
  const searched = searchedText(row).toLowerCase();
  return words.every(word => searched.includes(word));
}

function searchedText(row: Exclude<HelpRow, { type: 'group' }>): string {
  if (row.type === 'term') return `${row.help} ${row.term}`;
  return `${row.help} ${row.where ?? ''} ${keyNames(row.keys).join(' ')}`;
}
