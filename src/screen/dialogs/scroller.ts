import type { Key } from '../shell/keyboard.ts';
import type { Size } from '../shell/state.ts';
import type { DialogBinding } from './define-dialog.ts';

type Step = 'line' | 'half' | 'page' | 'end';

type Row = readonly [by: 1 | -1, Step, readonly Key[], help: string, label?: string];

const rows: readonly Row[] = [
  [1, 'line', ['j', 'down'], 'down one line', 'scroll'],
  [-1, 'line', ['k', 'up'], 'up one line', 'scroll'],
  [1, 'half', ['ctrl+d'], 'down half a page'],
  [-1, 'half', ['ctrl+u'], 'up half a page'],
  [1, 'page', ['pagedown', 'ctrl+f', 'space'], 'down a page'],
  [-1, 'page', ['pageup', 'ctrl+b'], 'up a page'],
  [-1, 'end', ['g', 'home'], 'to the first line'],
  [1, 'end', ['G', 'end'], 'to the last line'],
];

/** The keys that scroll. `roomOf` tells how many lines, or rows with a cursor, are visible together. */
export function scrollKeys<Shown>(
  scroll: (shown: Shown, lines: number, size: Size) => Shown,
  roomOf: (shown: Shown, size: Size) => number,
): readonly DialogBinding<Shown>[] {
  return rows.map(([by, step, keys, help, label]) => ({
    keys,
    label,
    help,
    where: 'lists that scroll',
    press: (shown, { getState }) => {
      const { size } = getState();
      return scroll(shown, by * linesOf(step, roomOf(shown, size)), size);
    },
  }));
}

function linesOf(step: Step, room: number): number {
  switch (step) {
    case 'line':
      return 1;
    case 'half':
      return Math.max(1, Math.floor(room / 2));
    case 'page':
      return Math.max(1, room);
    case 'end':
      return Number.POSITIVE_INFINITY;
  }
}

/** The first visible line after scrolling; keeps the window filled. */
export function scrollTop(top: number, lines: number, total: number, room: number): number {
  return Math.max(0, Math.min(Math.max(0, total - room), top + lines));
}

/** As many lines of wrapped rows as fit, all of the row under the cursor among them if possible. */
export function linesAround(
  rows: readonly (readonly string[])[],
  index: number,
  height: number,
): readonly string[] {
  const before = rows.slice(0, index).flat().length;
  const end = before + (rows[index]?.length ?? 0);
  const top = Math.min(before, Math.max(0, end - height));
  return rows.flat().slice(top, top + height);
}
