import { type CellRow, emptyRow, isSimpleLine, toCells } from './cell-row.ts';
import { plainStyle, styleChange } from './cell-style.ts';
import { cursorTo, diffRow, type Pen } from './diff-row.ts';
import { applyShift, findShift, shiftSequence } from './find-shift.ts';

export type FrameSize = { readonly columns: number; readonly rows: number };

export type FrameWriter = {
  /** The output after which the screen shows these lines; empty when it shows them already. */
  readonly next: (lines: readonly string[], size: FrameSize) => string;
  /** Forgets the screen: the next frame clears it and is written whole. */
  readonly forget: () => void;
};

type Screen = {
  readonly size: FrameSize;
  readonly lines: string[];
  /** The cells of the lines; each is parsed when its line first changes. */
  readonly cells: (CellRow | undefined)[];
};

function blankScreen(size: FrameSize): Screen {
  return {
    size,
    lines: Array.from({ length: size.rows }, () => ''),
    cells: Array.from({ length: size.rows }, () => emptyRow),
  };
}

/** Most lines can be written to a blank row as they are, so that the first frame parses no cells. */
function paintBlankRow(screen: Screen, line: string, row: number): string | undefined {
  if (!isSimpleLine(line, screen.size.columns)) return undefined;
  screen.cells[row] = undefined;
  const isStyled = line.includes('\u001B');
  const text = isStyled ? `${line}\u001B[m` : line.trimEnd();
  return text === '' ? '' : cursorTo(row, 0) + text;
}

function paintRow(screen: Screen, line: string, row: number, pen: Pen): string {
  const shown = screen.lines[row] ?? '';
  if (shown === line) return '';
  const { columns } = screen.size;
  const before = screen.cells[row] ?? toCells(shown, columns);
  screen.lines[row] = line;
  if (before === emptyRow && pen.style === plainStyle) {
    const written = paintBlankRow(screen, line, row);
    if (written !== undefined) return written;
  }
  const cells = toCells(line, columns);
  screen.cells[row] = cells;
  return diffRow(before, cells, row, pen, columns);
}

/** Scrolls rows that only moved. */
function shiftRows(screen: Screen, lines: readonly string[]): string {
  const shift = findShift(screen.lines, lines);
  if (shift === undefined) return '';
  applyShift(screen.lines, shift, '');
  applyShift<CellRow | undefined>(screen.cells, shift, emptyRow);
  return shiftSequence(shift);
}

/** Remembers the screen cell by cell, and writes only changes; a frame is never larger than the screen. */
export function createFrameWriter(options: { readonly isSynchronized: boolean }): FrameWriter {
  let screen: Screen | undefined;
  const [begin, end] = options.isSynchronized ? ['\u001B[?2026h', '\u001B[?2026l'] : ['', ''];
  return {
    forget: () => {
      screen = undefined;
    },
    next: (lines, size) => {
      const isKnown = screen?.size.columns === size.columns && screen.size.rows === size.rows;
      const shown = isKnown && screen !== undefined ? screen : blankScreen(size);
      screen = shown;
      const pen: Pen = { style: plainStyle };
      let body = isKnown ? shiftRows(shown, lines) : '\u001B[m\u001B[2J';
      for (let row = 0; row < size.rows; row++) body += paintRow(shown, lines[row] ?? '', row, pen);
      if (body === '') return '';
      return `${begin}${body}${styleChange(pen.style, plainStyle)}${end}`;
    },
  };
}
