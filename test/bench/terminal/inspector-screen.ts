import { fileURLToPath } from 'node:url';
import type { Screen } from './replay.ts';
import { type Command, rows } from './timed-program.ts';

const program = fileURLToPath(new URL('../../../bin/runlens.js', import.meta.url));

/** The built program on a store. */
export function inspector(store: string, ...args: readonly string[]): Command {
  return { file: process.execPath, args: [program, store, ...args] };
}

export function plainCommand(...args: readonly string[]): Command {
  return { file: process.execPath, args: [program, ...args] };
}

/** Comes with the last line of a frame. */
export const lastHint = 'quit';

/**
 * Whether the screen is whole: every row of the table with its run's name, in order, and the hints on the
 * last line.
 */
export function isWholeTable(screen: Screen, names: readonly string[]): boolean {
  const heading = headingOf(screen);
  const hints = screen[rows - 1] ?? '';
  if (heading < 0 || !hints.includes('q quit')) return false;
  const shown = screen.slice(heading + 1, rows - 1);
  return shown.every((line, index) => line.includes(names[index] ?? '\0'));
}

/** Where the cursor stands in the list, counted from 0; it is thin where the detail has the focus. */
export function positionOf(screen: Screen): number | undefined {
  const first = /(\d[\d,]*)–[\d,]+ of /.exec(screen[1] ?? '')?.[1];
  const row = screen.findIndex(line => /^[▌▏]/u.test(line)) - headingOf(screen) - 1;
  if (first === undefined || row < 0) return undefined;
  return Number(first.replaceAll(',', '')) - 1 + row;
}

function headingOf(screen: Screen): number {
  return screen.findIndex(line => /^\s+(?:STATUS\s+)?NAME\s/.test(line));
}
