import { isWide } from '../../../src/screen/shell/layout.ts';
import { lineWidth, sliceLine } from './columns.ts';

const tableShare = 0.48;

/** Where the table ends and the open run begins, in a wide window that shows both. */
export function dividerColumn(pane: readonly string[], columns: number): number | undefined {
  const at = Math.floor(columns * tableShare);
  const isDivided =
    isWide({ columns, rows: pane.length }) && pane.slice(0, 2).every(line => signAt(line, at) === '│');
  return isDivided ? at : undefined;
}

function signAt(line: string, column: number): string {
  return sliceLine(line, column, column + 1);
}

export function leftOf(pane: readonly string[], divider: number): readonly string[] {
  return pane.map(line => sliceLine(line, 0, divider));
}

export function rightOf(pane: readonly string[], divider: number): readonly string[] {
  return pane.map(line => sliceLine(line, divider + 1, lineWidth(line)));
}
