import type { HeadlessTerminal } from '../pty/headless.ts';

const headings = ['NAME', 'TYPE', 'STARTED', 'AGE', 'TRIGGER', 'ACTOR', 'PROJECT', 'ERROR'];

function cellAt(terminal: HeadlessTerminal, row: number, column: number): string {
  const { active } = terminal.buffer;
  return (
    active
      .getLine(active.viewportY + row)
      ?.getCell(column)
      ?.getChars() ?? ''
  );
}

function textAt(terminal: HeadlessTerminal, row: number, column: number): string {
  const { active } = terminal.buffer;
  return active.getLine(active.viewportY + row)?.translateToString(true, column) ?? '';
}

/** Where a row of the table, or of the detail beside it, does not stand below its heading. */
export function shiftedRows(terminal: HeadlessTerminal, screen: readonly string[]): readonly string[] {
  const head = screen.findIndex(line => / NAME .* (?:AGE|STARTED) /u.test(line));
  const hasDialog = screen.some(line => /[╭╰]/u.test(line));
  const heading = screen[head];
  if (heading === undefined || hasDialog) return [];
  const starts = headings.map(word => heading.indexOf(word)).filter(column => column > 0);
  const bar = heading.indexOf('│');
  const started = Math.max(heading.indexOf('STARTED'), heading.indexOf('AGE '));
  return screen.flatMap((line, row) => {
    if (row <= head || row >= screen.length - 2) return [];
    const isRun = /^.{1,3}[?✖✔●○◐◇⊘] /u.test(line);
    const isShifted =
      (bar >= 0 && cellAt(terminal, row, bar) !== '│') ||
      (isRun && starts.some(column => cellAt(terminal, row, column - 1).trim() !== '')) ||
      (isRun && !/^(?:–|now|\d+\w(?: ago)? |\d{4}-)/u.test(textAt(terminal, row, started)));
    return isShifted ? [line] : [];
  });
}

/** The rows of an open dialog whose right border is not where its corner is. */
export function brokenBorders(terminal: HeadlessTerminal, screen: readonly string[]): readonly string[] {
  const top = screen.findIndex(line => line.includes('╭'));
  if (top < 0) return [];
  const columns = Array.from({ length: terminal.cols }, (_, column) => column);
  const left = columns.findIndex(column => cellAt(terminal, top, column) === '╭');
  const right = columns.findIndex(column => cellAt(terminal, top, column) === '╮');
  const bottom = screen.findIndex((_, row) => row > top && cellAt(terminal, row, left) === '╰');
  return screen.filter((_, row) => {
    if (row <= top || row > bottom) return false;
    const [first, last] = row === bottom ? ['╰', '╯'] : ['│', '│'];
    return cellAt(terminal, row, left) !== first || cellAt(terminal, row, right) !== last;
  });
}
