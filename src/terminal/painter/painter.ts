import { type CellRow, emptyRow, isSimpleLine, toCells } from './cell-row.ts';
import { plainStyle, styleChange } from './cell-style.ts';
import { cursorTo, diffRow, type Pen } from './diff-row.ts';

export type TerminalSize = { readonly columns: number; readonly rows: number };

type PainterOptions = {
  readonly stdout: NodeJS.WritableStream & { readonly writableNeedDrain?: boolean };
  readonly size: () => TerminalSize;
  readonly isSynchronized: boolean;
};

export type Painter = {
  readonly paint: (lines: readonly string[]) => void;
  /** Writes between two frames; while the painter is closed, the sequence is kept. */
  readonly write: (sequence: string) => void;
  readonly open: () => void;
  readonly close: () => void;
  readonly forget: () => void;
  readonly refresh: () => void;
};

/** Paints frames as fast as the terminal accepts them; while it is busy, only the newest one is kept. */
export function createPainter({ stdout, size, isSynchronized }: PainterOptions): Painter {
  const writer = createFrameWriter({ isSynchronized });
  let wanted: readonly string[] | undefined;
  let between: string[] = [];
  let isOpen = false;
  let isWaiting = false;

  const drained = () => {
    isWaiting = false;
    refresh();
  };
  const refresh = () => {
    if (!isOpen || isWaiting) return;
    if (stdout.writableNeedDrain) {
      isWaiting = true;
      stdout.once('drain', drained);
      return;
    }
    const frame = wanted === undefined ? '' : writer.next(wanted, size());
    const text = between.join('') + frame;
    between = [];
    if (text !== '') stdout.write(text);
  };
  return {
    refresh,
    paint: lines => {
      wanted = lines;
      refresh();
    },
    write: sequence => {
      between.push(sequence);
      refresh();
    },
    open: () => {
      isOpen = true;
      writer.forget();
      refresh();
    },
    close: () => {
      isOpen = false;
    },
    forget: writer.forget,
  };
}

type FrameWriter = {
  /** Returns the output that makes the screen show these lines; empty when it does already. */
  readonly next: (lines: readonly string[], size: TerminalSize) => string;
  /** Forgets the screen: the next frame clears it and is written whole. */
  readonly forget: () => void;
};

type Screen = {
  readonly size: TerminalSize;
  readonly lines: string[];
  /** A line is parsed into cells when it first changes. */
  readonly cells: (CellRow | undefined)[];
};

function blankScreen(size: TerminalSize): Screen {
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

function shiftRows(screen: Screen, lines: readonly string[]): string {
  const shift = findShift(screen.lines, lines);
  if (shift === undefined) return '';
  applyShift(screen.lines, shift, '');
  applyShift<CellRow | undefined>(screen.cells, shift, emptyRow);
  return shiftSequence(shift);
}

/** Remembers the screen and writes only changed cells, never beyond the screen. */
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

/** Rows `top` to `bottom` of the screen, moved up by `by` rows, or down when it is negative. */
type Shift = { readonly top: number; readonly bottom: number; readonly by: number };

type Run = { readonly first: number; readonly last: number; readonly gain: number };

/** A shift that spares fewer rows is not worth its own sequences. */
const smallestGain = 4;

/** The longest run of rows that the screen already shows `by` rows further down. */
function longestRun(before: readonly string[], after: readonly string[], by: number): Run {
  let best: Run = { first: 0, last: -1, gain: 0 };
  const start = Math.max(0, -by);
  let first = start;
  let gain = 0;
  for (let row = start; row < before.length && row + by < before.length; row++) {
    if (after[row] !== before[row + by]) {
      first = row + 1;
      gain = 0;
      continue;
    }
    if (after[row] !== before[row]) gain++;
    if (gain > best.gain) best = { first, last: row, gain };
  }
  return best;
}

export function findShift(before: readonly string[], after: readonly string[]): Shift | undefined {
  const changed = before.reduce((count, line, row) => (line === (after[row] ?? '') ? count : count + 1), 0);
  if (changed < smallestGain) return undefined;
  let best: Run = { first: 0, last: -1, gain: smallestGain - 1 };
  let by = 0;
  for (let distance = 1; distance <= before.length >> 1; distance++) {
    for (const candidate of [distance, -distance]) {
      const run = longestRun(before, after, candidate);
      if (run.gain > best.gain) [best, by] = [run, candidate];
    }
  }
  if (by === 0) return undefined;
  return by > 0
    ? { top: best.first, bottom: best.last + by, by }
    : { top: best.first + by, bottom: best.last, by };
}

/** Moves the rows of a list as the terminal moves those of the screen; `blank` fills the gap. */
export function applyShift<Row>(rows: Row[], { top, bottom, by }: Shift, blank: Row): void {
  const kept = rows.slice(top, bottom + 1);
  const blanks = Array.from({ length: Math.abs(by) }, () => blank);
  const moved = by > 0 ? [...kept.slice(by), ...blanks] : [...blanks, ...kept.slice(0, by)];
  rows.splice(top, kept.length, ...moved);
}

/** Sets the scroll region to the rows, scrolls, and resets it; the cursor is at home afterwards. */
export function shiftSequence({ top, bottom, by }: Shift): string {
  const scroll = by > 0 ? `\u001B[${by}S` : `\u001B[${-by}T`;
  return `\u001B[${top + 1};${bottom + 1}r${scroll}\u001B[r`;
}
