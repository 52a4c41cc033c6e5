import { sanitizeLine } from '../../model/text/sanitize.ts';
import { displayWidth, sliceColumns } from '../../model/text/width.ts';
import type { Theme } from '../paint/theme.ts';
import { firstGrapheme, type TextLine } from './text-line.ts';

/** An edited line in `width` columns, scrolled so that its caret, an inverse cell, is visible. */
export function editedText(line: TextLine, ghost: string, width: number, theme: Theme): string {
  const before = sanitizeLine(line.text.slice(0, line.caret));
  const after = sanitizeLine(line.text.slice(line.caret));
  const caretColumn = displayWidth(before);
  const from = Math.max(0, caretColumn - width + 1);
  const rest = after === '' ? ghost : after;
  const under = firstGrapheme(rest) || ' ';
  const behind = sliceColumns(
    rest.slice(under.length),
    0,
    Math.max(0, width - (caretColumn - from) - displayWidth(under)),
  );
  const shown = from === 0 ? before : sliceColumns(before, from, caretColumn);
  return `${shown}${theme.inverse(under)}${after === '' ? theme.dim(behind) : behind}`;
}
