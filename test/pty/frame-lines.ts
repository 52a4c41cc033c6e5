import { displayWidth } from '../../src/model/text/width.ts';
import type { HeadlessTerminal } from './headless.ts';

type Cell = { readonly getChars: () => string; readonly getWidth: () => number };

/**
 * The rows as lines whose columns are those of the terminal, where a row of emoji may be wider than what it
 * says: a character that the terminal and the program measure differently is a box in each of its columns.
 */
export function frameLines(terminal: HeadlessTerminal): readonly string[] {
  const buffer = terminal.buffer.active;
  return Array.from({ length: terminal.rows }, (_, row) => {
    const line = buffer.getLine(buffer.viewportY + row);
    const text = line?.translateToString(true) ?? '';
    if (!line || isPlain.test(text)) return text;
    const cells = Array.from({ length: terminal.cols }, (_cell, column) => line.getCell(column));
    return cells
      .map(cell => (cell ? textOf(cell) : ''))
      .join('')
      .trimEnd();
  });
}

const isPlain = /^[\x20-\x7E\u2010-\u2027\u2190-\u2193\u2500-\u259F]*$/u;

function textOf(cell: Cell): string {
  const [text, width] = [cell.getChars(), cell.getWidth()];
  if (width === 0 || text === '') return width === 0 ? '' : ' ';
  return [...text].length === 1 && displayWidth(text) === width ? text : '□'.repeat(width);
}
