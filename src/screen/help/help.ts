import { fitText } from '../../model/text/width.ts';
import { type Drawing, defineDialog, type Look } from '../dialogs/define-dialog.ts';
import { editedText } from '../dialogs/edited-text.ts';
import { scrollKeys, scrollTop } from '../dialogs/scroller.ts';
import { changeLine, type LineAction, lineKeys, lineOf } from '../dialogs/text-line.ts';
import type { Theme } from '../paint/theme.ts';
import type { Size } from '../shell/window-size.ts';
import {
  type Help,
  type HelpLine,
  type HelpRow,
  helpColumns,
  helpIndent,
  helpLines,
  helpRoom,
  keyColumns,
} from './help-lines.ts';

declare module '../dialogs/overlay.ts' {
  interface Dialogs {
    readonly help: Help;
  }
}

export function createHelp(rows: readonly HelpRow[]): Help {
  return { type: 'help', rows, top: 0 };
}

export function scrollHelp(shown: Help, lines: number, size: Size): Help {
  const total = helpLines(shown, size).length;
  return { ...shown, top: scrollTop(shown.top, lines, total, helpRoom(shown, size)) };
}

const line = lineKeys<Help>(editSearch);

export const help = defineDialog<Help>({
  type: 'help',
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
      ...line.bindings,
    ],
    type: line.type,
  },
  shows: ['size', 'screen'],
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
  const width = helpColumns(size);
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
