import { displayWidth } from '../../model/text/width.ts';
import { applySgr, plainStyle } from './cell-style.ts';

/** The cells of a line without plain blanks at its end; a wide character is followed by empty texts. */
export type CellRow = {
  readonly texts: readonly string[];
  readonly styles: readonly number[];
  /** Whether terminals disagree about some character's width, so that later cells may be off. */
  readonly isRisky: boolean;
};

type MutableRow = { readonly texts: string[]; readonly styles: number[]; isRisky: boolean };

export const emptyRow: CellRow = { texts: [], styles: [], isRisky: false };

/** SGR, any other CSI, then OSC, DCS, SOS, PM and APC with their text, then any other escape. */
const escapeAt =
  /\u001B\[([\d;:]*)(m)|\u001B\[[0-?]*[ -/]*[@-~]|\u001B[\]PX^_][\s\S]*?(?:\u0007|\u001B\\|$)|\u001B[ -/]*[0-~]?/y;

// Created on first use: that takes longer than the first frame.
let segmenter: Intl.Segmenter | undefined;
const widths = new Map<string, number>();

function widthOf(grapheme: string): number {
  const known = widths.get(grapheme);
  if (known !== undefined) return known;
  if (widths.size > 20_000) widths.clear();
  const width = displayWidth(grapheme);
  widths.set(grapheme, width);
  return width;
}

/** One cell on every terminal, and a grapheme of its own unless a mark follows. */
function isSimple(code: number): boolean {
  if (code < 0x7f) return code >= 0x20;
  if (code < 0x300) return code >= 0xa0 && code !== 0xad;
  return (
    (code >= 0x2010 && code <= 0x2027) ||
    (code >= 0x2190 && code <= 0x22ff) ||
    (code >= 0x2500 && code <= 0x25fc) ||
    (code >= 0x2713 && code <= 0x2718)
  );
}

function isControl(code: number): boolean {
  return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

/** Terminals agree about single characters of one cell and about CJK, not about sequences and emoji. */
export function isRiskyText(grapheme: string, width: number): boolean {
  return grapheme.length > 1 || width > 2 || (width === 2 && grapheme < '\u2E80');
}

function appendGrapheme(row: MutableRow, grapheme: string, style: number, columns: number): void {
  const width = widthOf(grapheme);
  if (width === 0) {
    appendMark(row, grapheme);
    return;
  }
  if (isRiskyText(grapheme, width)) row.isRisky = true;
  const fits = row.texts.length + width <= columns;
  for (let cell = 0; cell < width && row.texts.length < columns; cell++) {
    row.texts.push(fits ? (cell === 0 ? grapheme : '') : ' ');
    row.styles.push(style);
  }
}

/** A combining mark that follows a change of style belongs to the character before it. */
function appendMark(row: MutableRow, mark: string): void {
  let last = row.texts.length - 1;
  while (last >= 0 && row.texts[last] === '') last--;
  const before = row.texts[last];
  if (before === undefined) return;
  row.texts[last] = before + mark;
  row.isRisky = true;
}

function appendText(row: MutableRow, text: string, style: number, columns: number): void {
  segmenter ??= new Intl.Segmenter();
  for (const { segment } of segmenter.segment(text)) {
    if (row.texts.length >= columns) return;
    appendGrapheme(row, segment, style, columns);
  }
}

function endOfText(line: string, from: number): number {
  let end = from;
  while (end < line.length && !isControl(line.charCodeAt(end))) end++;
  return end;
}

function trimBlanks(row: MutableRow): CellRow {
  let length = row.texts.length;
  while (length > 0 && row.texts[length - 1] === ' ' && row.styles[length - 1] === plainStyle) length--;
  row.texts.length = length;
  row.styles.length = length;
  return row;
}

/** Reads text and SGR sequences; drops other control sequences, and what does not fit. */
export function toCells(line: string, columns: number): CellRow {
  const row: MutableRow = { texts: [], styles: [], isRisky: false };
  let style = plainStyle;
  let index = 0;
  while (index < line.length && row.texts.length < columns) {
    const code = line.charCodeAt(index);
    const next = index + 1 < line.length ? line.charCodeAt(index + 1) : 0;
    if (isSimple(code) && (isSimple(next) || isControl(next))) {
      row.texts.push(line.charAt(index));
      row.styles.push(style);
      index++;
    } else if (code === 0x1b) {
      escapeAt.lastIndex = index;
      const sequence = escapeAt.exec(line);
      if (sequence?.[2] === 'm') style = applySgr(style, sequence[1] ?? '');
      index += sequence?.[0].length ?? 1;
    } else if (isControl(code)) {
      if (code === 0x09) appendGrapheme(row, ' ', style, columns);
      index++;
    } else {
      const end = endOfText(line, index);
      appendText(row, line.slice(index, end), style, columns);
      index = end;
    }
  }
  return trimBlanks(row);
}

const simpleLine =
  /^(?:[ -~\u00A0-\u00AC\u00AE-\u02FF\u2010-\u2027\u2190-\u22FF\u2500-\u25FC\u2713-\u2718]|\u001B\[(?!\d{4})[\d;]*m)*$/;
const sgrSequences = /\u001B\[[\d;]*m/g;

/** Whether a line fits and can be written without parsing its cells. */
export function isSimpleLine(line: string, columns: number): boolean {
  if (!simpleLine.test(line)) return false;
  return line.length <= columns || line.replaceAll(sgrSequences, '').length <= columns;
}
