import type { Size } from '../../state/session/window-size.ts';
import { type Box, layOver, type PlacedLines, putRows } from './merge-rows.ts';

export type RowsSize = Pick<Box, 'width' | 'height'>;

/** Where Ink has put something; `null` while it is not on the screen. */
type Measure = () => Box | null;

export type RowBlock = {
  readonly measure: Measure;
  readonly lines: (size: RowsSize) => readonly string[];
};

/** Merges what Ink draws with the blocks of rows that it leaves empty. */
export type RowPainter = {
  /** Takes part in every frame from now on; returns how to end that. */
  readonly addRows: (block: RowBlock) => () => void;
  /** Something that Ink draws over the rest; returns how to end that. */
  readonly addDialog: (measure: Measure) => () => void;
  /** Takes a whole frame of Ink's. */
  readonly showFrame: (lines: readonly string[]) => void;
  /** Asks every block for its lines again, once for all changes of one turn of the event loop. */
  readonly repaint: () => void;
  readonly frame: () => readonly string[];
  readonly stop: () => void;
};

type Options = { readonly size: () => Size; readonly paint: (lines: readonly string[]) => void };

export function createRowPainter({ size, paint }: Options): RowPainter {
  const blocks = new Set<RowBlock>();
  const dialogs = new Set<Measure>();
  let inkFrame: readonly string[] = [];
  let isDue = false;
  let isStopped = false;

  const frame = (): readonly string[] => {
    const placed = [...blocks].flatMap(placeLines).sort((a, b) => a.box.x - b.box.x);
    const merged = putRows(inkFrame, placed, size());
    const boxes = [...dialogs].flatMap(measure => measure() ?? []);
    return boxes.reduce((lines, box) => layOver(lines, inkFrame, box, size().columns), merged);
  };
  const paintNow = (): void => {
    isDue = false;
    if (!isStopped) paint(frame());
  };
  const repaint = (): void => {
    if (isDue) return;
    isDue = true;
    // React renders a change of the state in a microtask of its own, which comes before the second of these.
    queueMicrotask(() => queueMicrotask(paintNow));
  };
  const add = <Part>(parts: Set<Part>, part: Part): (() => void) => {
    parts.add(part);
    repaint();
    return () => {
      parts.delete(part);
      repaint();
    };
  };
  return {
    addRows: block => add(blocks, block),
    addDialog: measure => add(dialogs, measure),
    showFrame: lines => {
      inkFrame = lines;
      repaint();
    },
    repaint,
    frame,
    stop: () => {
      isStopped = true;
    },
  };
}

function placeLines({ measure, lines }: RowBlock): readonly PlacedLines[] {
  const box = measure();
  return box && box.width > 0 && box.height > 0 ? [{ box, lines: lines(box) }] : [];
}
