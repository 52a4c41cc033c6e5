import { displayWidth, sliceColumns } from '../../../src/model/text/width.ts';

/** The characters of most lines, each a code unit of one column: such a line is sliced as a string. */
const isNarrow = /^[\x20-\x7E·×–…•↑→↓←↵─│┊╭╮╰╯├┤┣┫━┃▁-▟▌▏▸▹▾○●◐◇⊘✔✖]*$/u;

/** The columns `from` to `to`, exclusive, of a line of a frame. */
export function sliceLine(line: string, from: number, to: number): string {
  return isNarrow.test(line) ? line.slice(from, to) : sliceColumns(line, from, to);
}

export function lineWidth(line: string): number {
  return isNarrow.test(line) ? line.length : displayWidth(line);
}
