import { displayWidth, fitText } from '../model/text/width.ts';
import type { Session } from '../state/session/session.ts';
import type { State } from '../state/session/state.ts';
import { cellsAfter, cellsBefore } from './beside-dialog.ts';
import { screenLines } from './screen-lines.ts';
import type { Theme } from './theme.ts';

export type ScreenPainter = {
  /** Takes the open dialog as Ink drew it; no lines when there is none. */
  readonly showDialog: (lines: readonly string[]) => void;
  readonly stop: () => void;
};

type Options = {
  readonly session: Pick<Session, 'getState' | 'subscribe'>;
  readonly theme: Theme;
  readonly paint: (lines: readonly string[]) => void;
};

/** Paints the screen after every change of the state, once for all changes of one turn of the event loop. */
export function createScreenPainter({ session, theme, paint }: Options): ScreenPainter {
  let dialog: readonly string[] = [];
  let isDue = false;
  let isStopped = false;
  const paintNow = (): void => {
    isDue = false;
    if (isStopped) return;
    const state = session.getState();
    paint(layOver(screenLines(state, theme), dialog, state));
  };
  const paintSoon = (): void => {
    if (isDue) return;
    isDue = true;
    queueMicrotask(paintNow);
  };
  const unsubscribe = session.subscribe(paintSoon);
  return {
    showDialog: lines => {
      dialog = lines;
      paintSoon();
    },
    stop: () => {
      isStopped = true;
      unsubscribe();
    },
  };
}

/** So few columns beside a dialog show no cell whole. */
const scrapColumns = 12;

/**
 * Lays the dialog over the screen, in its middle and a little above it; beside it stand whole cells, or
 * nothing.
 */
export function layOver(
  screen: readonly string[],
  dialog: readonly string[],
  { size, overlay }: Pick<State, 'size' | 'overlay'>,
): readonly string[] {
  const width = Math.max(0, ...dialog.map(displayWidth));
  if (width === 0 || overlay.type === 'none') return screen;
  const left = Math.max(0, Math.floor((size.columns - width) / 2));
  const top = Math.max(0, Math.floor((size.rows - dialog.length) / 3));
  return screen.map((line, row) => {
    const over = dialog[row - top];
    if (over === undefined) return line;
    const before = left < scrapColumns ? '' : cellsBefore(line, left - 1);
    const from = left + width + 1;
    const after = size.columns - from < scrapColumns ? '' : ` ${cellsAfter(line, from, size.columns)}`;
    return `${fitText(before, left)}${fitText(over, width)}${after}`;
  });
}
