import xterm from '@xterm/headless';
import { setModernWidths } from './unicode-widths.ts';

export type HeadlessTerminal = xterm.Terminal;

export type ScreenCell = {
  readonly text: string;
  /** 2 for a wide character, whose second cell is left out. */
  readonly width: number;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
  /** `undefined` is the terminal's own colour, a number one of its 256, a text an exact one as `#rrggbb`. */
  readonly foreground: number | string | undefined;
  readonly background: number | string | undefined;
};

/** An in-memory terminal that understands what xterm understands. */
export function createHeadless(columns: number, rows: number): HeadlessTerminal {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1_000 });
  setModernWidths(terminal);
  return terminal;
}

/** Resolves once the terminal has taken everything written. */
export function writeTo(terminal: HeadlessTerminal, text: string): Promise<void> {
  return new Promise(resolve => terminal.write(text, resolve));
}

/** The visible rows as text, without the blanks at their ends. */
export function screenLines(terminal: HeadlessTerminal): string[] {
  const buffer = terminal.buffer.active;
  return Array.from(
    { length: terminal.rows },
    (_, row) => buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? '',
  );
}

function toColor(cell: { readonly isDefault: boolean; readonly isRgb: boolean; readonly value: number }) {
  if (cell.isDefault) return undefined;
  return cell.isRgb ? `#${cell.value.toString(16).padStart(6, '0')}` : cell.value;
}

/** The visible rows as cells with their looks. */
export function screenCells(terminal: HeadlessTerminal): ScreenCell[][] {
  const buffer = terminal.buffer.active;
  const rows: ScreenCell[][] = [];
  for (let row = 0; row < terminal.rows; row++) {
    const line = buffer.getLine(buffer.viewportY + row);
    const cells: ScreenCell[] = [];
    for (let column = 0; column < terminal.cols; column++) {
      const cell = line?.getCell(column);
      if (cell === undefined || cell.getWidth() === 0) continue;
      cells.push({
        text: cell.getChars() || ' ',
        width: cell.getWidth(),
        bold: cell.isBold() !== 0,
        dim: cell.isDim() !== 0,
        italic: cell.isItalic() !== 0,
        underline: cell.isUnderline() !== 0,
        inverse: cell.isInverse() !== 0,
        foreground: toColor({
          isDefault: cell.isFgDefault(),
          isRgb: cell.isFgRGB(),
          value: cell.getFgColor(),
        }),
        background: toColor({
          isDefault: cell.isBgDefault(),
          isRgb: cell.isBgRGB(),
          value: cell.getBgColor(),
        }),
      });
    }
    rows.push(cells);
  }
  return rows;
}
