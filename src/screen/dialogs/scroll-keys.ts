import type { Key } from '../shell/key.ts';
import type { SessionContext } from '../shell/session-context.ts';
import type { Size } from '../shell/window-size.ts';
import type { OverlayBinding } from './overlay-binding.ts';

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

/** `roomOf` tells how many lines, or rows with a cursor, are visible together. */
export function scrollBindings<Overlay>(
  scroll: (context: SessionContext, lines: number) => void,
  roomOf: (overlay: Overlay, size: Size) => number,
): readonly OverlayBinding<Overlay>[] {
  return rows.map(([by, step, keys, help, label]) => ({
    keys,
    label,
    help,
    where: 'lists that scroll',
    press: (context, overlay) =>
      scroll(context, by * linesOf(step, roomOf(overlay, context.getState().size))),
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
