import { toFault } from '../contradictions/checked-frame.ts';
import { contradictionsIn } from '../contradictions/find-contradictions.ts';
import { countFrame } from '../contradictions/frame-count.ts';
import { lineWidth } from '../contradictions/places/columns.ts';
import { scaleToLoad } from '../in-time.ts';
import { frameLines } from './frame-lines.ts';
import type { HeadlessTerminal } from './headless.ts';

export type FrameWatch = {
  /** The first frame that contradicted itself, or a contradiction between two readings that has lasted. */
  readonly fault: () => Error | undefined;
  /** Resolves once what is shown was read at one time, or has not been for so long that it is a fault. */
  readonly atRest: () => Promise<void>;
};

const synchronizedMode = 2026;
/** Many times as long as the inspector rests between two readings. */
const lastingMs = 5_000;

type Apart = { readonly since: number; readonly lasts: Error };

/**
 * Checks each whole frame, which ends a synchronized update. A terminal that has no such updates shows the
 * same frames, but nobody sees where one ends.
 */
export function watchFrames(terminal: HeadlessTerminal): FrameWatch {
  const isOfThisSize = watchSize(terminal);
  let fault: Error | undefined;
  let apart: Apart | undefined;
  let shown = '';
  let changed = Promise.withResolvers<void>();
  const check = () => {
    const frame = frameLines(terminal);
    const text = frame.join('\n');
    if (!isOfThisSize(frame) || text === shown) return;
    shown = text;
    countFrame();
    const { inEveryFrame, untilRest } = contradictionsIn(frame, terminal.cols);
    fault ??= toFault(frame, inEveryFrame);
    const lasts = toFault(frame, untilRest);
    apart = lasts && { since: apart?.since ?? performance.now(), lasts };
    changed.resolve();
    changed = Promise.withResolvers();
  };
  terminal.parser.registerCsiHandler({ prefix: '?', final: 'l' }, parameters => {
    if (!fault && parameters.includes(synchronizedMode)) check();
    return false;
  });
  const leftMs = ({ since }: Apart) => since + scaleToLoad(lastingMs) - performance.now();
  return {
    fault: () => fault ?? (apart && leftMs(apart) <= 0 ? apart.lasts : undefined),
    atRest: async () => {
      while (!fault && apart && leftMs(apart) > 0) {
        const timer = setTimeout(changed.resolve, leftMs(apart));
        await changed.promise;
        clearTimeout(timer);
      }
    },
  };
}

/**
 * Whether the frames are of the size of the terminal. After that has changed, some of the size before may
 * come. One of another size begins on a blank screen, and its header and its last row tell which it is.
 */
function watchSize(terminal: HeadlessTerminal): (frame: readonly string[]) => boolean {
  let isKnown = false;
  let isBlank = false;
  let lastRow = 0;
  terminal.onResize(() => {
    isKnown = false;
  });
  terminal.parser.registerCsiHandler({ final: 'J' }, ([what]) => {
    if (what === 2) [isBlank, lastRow] = [true, 0];
    return false;
  });
  terminal.parser.registerCsiHandler({ final: 'H' }, ([row]) => {
    lastRow = Math.max(lastRow, Number(row ?? 1));
    return false;
  });
  return ([header = '']) => {
    const isOfWidth = !header.startsWith(' runlens  ') || lineWidth(header) === terminal.cols - 1;
    if (isBlank) isKnown = lastRow === terminal.rows && isOfWidth;
    isBlank = false;
    return isKnown;
  };
}
