import { safeLine } from '../../../model/text/safe-text.ts';
import { displayWidth, truncateText } from '../../../model/text/width.ts';
import { wrapAtMost } from '../../paint/wrap-text.ts';
import type { SectionNode } from './outline-node.ts';

/** A line of a heading that wraps; `before` is the title, or the room below it. */
export type HeadingLine = { readonly before: string; readonly note: string; readonly tail: string };

/** What a tail may take: the heading keeps its lines when the tail becomes known. */
const tailColumns = 48;
const mostNoteLines = 3;
const longestText = 500;
const separator = ' · ';

/** The lines of a heading with a tail; `undefined` for any other, which takes one line. */
export function headingLines(
  node: SectionNode,
  reveal: boolean,
  width: number,
): readonly HeadingLine[] | undefined {
  if (node.tail === undefined) return undefined;
  const shown = (text: string) => safeLine(text, { maxLength: longestText, reveal });
  const title = shown(node.title);
  const column = Math.max(node.titleWidth, displayWidth(title) + 2);
  const room = Math.max(1, width - column);
  const before = (index: number) => (index === 0 ? title.padEnd(column) : ' '.repeat(column));
  const notes = wrapAtMost(shown(node.note ?? ''), room, mostNoteLines);
  const last = notes.at(-1) ?? '';
  const tail = truncateText(shown(node.tail), room);
  if (tail === '' || displayWidth(last) + separator.length + tailColumns <= room) {
    return notes.map((note, index) => ({
      before: before(index),
      note,
      tail: index === notes.length - 1 && tail !== '' ? separator + tail : '',
    }));
  }
  return [
    ...notes.map((note, index) => ({ before: before(index), note, tail: '' })),
    { before: before(notes.length), note: '', tail },
  ];
}
