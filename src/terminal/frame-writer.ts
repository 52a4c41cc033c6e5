import { type CellRow, emptyRow, toCells } from './cells.ts';
import { diffRow, type Pen } from './diff-row.ts';
import { applyShift, findShift, shiftSequence } from './find-shift.ts';
import { plainStyle } from './sgr.ts';

export type FrameSize = { readonly columns: number; readonly rows: number };

export type FrameWriter = {
  /** What must be written so that the screen shows these lines; empty when it shows them already. */
  readonly next: (lines: readonly string[], size: FrameSize) => string;
  /** Forgets the screen: the next frame clears it and is written whole. */
  readonly forget: () => void;
};

type Screen = {
  readonly size: FrameSize;
  readonly lines: string[];
  readonly cells: CellRow[];
};

function blankScreen(size: FrameSize): Screen {
  return {
    size,
    lines: Array.from({ length: size.rows }, () => ''),
    cells: Array.from({ length: size.rows }, () => emptyRow),
  };
}

function paintRow(screen: Screen, line: string, row: number, pen: Pen): string {
  if (screen.lines[row] === line) return '';
  const cells = toCells(line, screen.size.columns);
  const written = diffRow(screen.cells[row] ?? emptyRow, cells, row, pen, screen.size.columns);
  screen.lines[row] = line;
  screen.cells[row] = cells;
  return written;
}

/** Lets the terminal move rows that only moved. */
function shiftRows(screen: Screen, lines: readonly string[]): string {
  const shift = findShift(screen.lines, lines);
  if (shift === undefined) return '';
  applyShift(screen.lines, shift, '');
  applyShift(screen.cells, shift, emptyRow);
  return shiftSequence(shift);
}

/** Remembers the screen cell by cell and writes only what changes; a frame is never larger than the screen. */
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
      return `${begin}${body}${pen.style === plainStyle ? '' : '\u001B[m'}${end}`;
    },
  };
}
