import type { Size } from '../../shell/window-size.ts';
import { scrollTop } from '../scroll.ts';
import { changeLine, type LineAction, lineOf } from '../text-line.ts';
import type { Help, HelpRow } from './help.ts';
import { helpLines, helpRoom } from './help-lines.ts';

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
        top: scrollTop(help.top, action.lines, helpLines(help, size).length, helpRoom(help, size)),
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

function withoutSearch({ type, rows }: Help): Help {
  return { type, rows, top: 0 };
}
