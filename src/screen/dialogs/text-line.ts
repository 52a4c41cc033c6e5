import { sanitizeLine } from '../../model/text/sanitize.ts';
import { displayWidth, sliceColumns } from '../../model/text/width.ts';
import type { Theme } from '../paint/theme.ts';
import type { Key } from '../shell/keyboard.ts';
import type { SessionContext } from '../shell/state.ts';

/** A line of text being typed; `caret` counts the UTF-16 units before it. */
export type TextLine = { readonly text: string; readonly caret: number };

export type LineEdit = keyof typeof edits;

export type LineAction =
  | { readonly type: 'typed'; readonly text: string }
  | { readonly type: 'edited'; readonly edit: LineEdit };

export function lineOf(text: string): TextLine {
  return { text, caret: text.length };
}

export function changeLine({ text, caret }: TextLine, action: LineAction): TextLine {
  if (action.type === 'edited') return edits[action.edit]({ text, caret });
  const typed = action.text.replace(/[\r\n\t]+/gu, ' ');
  return { text: text.slice(0, caret) + typed + text.slice(caret), caret: caret + typed.length };
}

export function editLine<Shown extends TextLine>(shown: Shown, action: LineAction): Shown {
  return { ...shown, ...changeLine(shown, action) };
}

const edits = {
  'delete-before': line => cut(line, before(line), line.caret),
  'delete-after': line => cut(line, line.caret, after(line)),
  'delete-word': line => cut(line, wordBefore(line), line.caret),
  'delete-word-after': line => cut(line, line.caret, wordAfter(line)),
  'delete-to-start': line => cut(line, 0, line.caret),
  'delete-to-end': line => cut(line, line.caret, line.text.length),
  'go-left': line => ({ ...line, caret: before(line) }),
  'go-right': line => ({ ...line, caret: after(line) }),
  'go-word-left': line => ({ ...line, caret: wordBefore(line) }),
  'go-word-right': line => ({ ...line, caret: wordAfter(line) }),
  'go-to-start': line => ({ ...line, caret: 0 }),
  'go-to-end': line => ({ ...line, caret: line.text.length }),
} as const satisfies Readonly<Record<string, (line: TextLine) => TextLine>>;

function cut(line: TextLine, from: number, to: number): TextLine {
  return { text: line.text.slice(0, from) + line.text.slice(to), caret: from };
}

let segmenter: Intl.Segmenter | undefined;

/** The first segmenter of a process takes up to 20 ms, so it is created on first use. */
function graphemes(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segmenter.segment(text);
}

const plainStart = /^[ -~](?=[ -~]|$)/u;

function firstGrapheme(text: string): string {
  const [plain] = plainStart.exec(text) ?? [];
  return plain ?? graphemes(text).containing(0)?.segment ?? '';
}

function before({ text, caret }: TextLine): number {
  if (caret <= 0) return 0;
  return graphemes(text).containing(caret - 1)?.index ?? caret - 1;
}

function after({ text, caret }: TextLine): number {
  const segment = graphemes(text).containing(caret);
  return segment ? segment.index + segment.segment.length : text.length;
}

function wordBefore({ text, caret }: TextLine): number {
  const found = /[^\s,:]+[\s,:]*$|[\s,:]+$/u.exec(text.slice(0, caret));
  return found ? found.index : 0;
}

function wordAfter({ text, caret }: TextLine): number {
  const found = /^[\s,:]*[^\s,:]+|^[\s,:]+/u.exec(text.slice(caret));
  return caret + (found ? found[0].length : 0);
}

type Row = readonly [LineEdit, readonly Key[], help: string];

const rows: readonly Row[] = [
  ['go-left', ['left', 'ctrl+b'], 'one character to the left'],
  ['go-right', ['right', 'ctrl+f'], 'one character to the right'],
  ['go-word-left', ['alt+b', 'alt+left', 'ctrl+left'], 'one word to the left'],
  ['go-word-right', ['alt+f', 'alt+right', 'ctrl+right'], 'one word to the right'],
  ['go-to-start', ['home', 'ctrl+a'], 'to the start of the line'],
  ['go-to-end', ['end', 'ctrl+e'], 'to the end of the line'],
  ['delete-before', ['backspace'], 'delete the character before the caret'],
  ['delete-after', ['delete', 'ctrl+d'], 'delete the character after the caret'],
  ['delete-word', ['ctrl+w', 'alt+backspace'], 'delete the word before the caret'],
  ['delete-word-after', ['alt+d', 'alt+delete'], 'delete the word after the caret'],
  ['delete-to-start', ['ctrl+u'], 'delete to the start of the line'],
  ['delete-to-end', ['ctrl+k'], 'delete to the end of the line'],
];

export type EditLine<Shown> = (shown: Shown, action: LineAction, context: SessionContext) => Shown;

export function lineBindings<Shown>(change: EditLine<Shown>) {
  return rows.map(([edit, keys, help]) => ({
    keys,
    help,
    where: 'lines of text',
    press: (shown: Shown, context: SessionContext) => change(shown, { type: 'edited', edit }, context),
  }));
}

/** Scrolled so that the caret, an inverse cell, is within `width` columns. */
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
