import type { Size } from '../../state/session/window-size.ts';
import { type Box, mergeRows, overlayDialog, type PlacedLines } from './merge-rows.ts';

export type RowsSize = Pick<Box, 'width' | 'height'>;

/** The box in Ink's layout; `null` while it is not on the screen. */
type Measure = () => Box | null;

export type RowBlock = {
  readonly measure: Measure;
  readonly lines: (size: RowsSize) => readonly string[];
};

/** Merges Ink's frame with the blocks of rows that it leaves empty. */
export type RowPainter = {
  /** Returns a function that removes the block. */
  readonly addRows: (block: RowBlock) => () => void;
  /** Keeps rows out of the box of a dialog; returns a function that removes it. */
  readonly addDialog: (measure: Measure) => () => void;
  readonly showFrame: (lines: readonly string[]) => void;
  /** Paints once for all changes in the same turn of the event loop. */
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
    const merged = mergeRows(inkFrame, placed, size());
    const boxes = [...dialogs].flatMap(measure => measure() ?? []);
    return boxes.reduce((lines, box) => overlayDialog(lines, inkFrame, box, size().columns), merged);
  };
  const paintNow = (): void => {
    isDue = false;
    if (!isStopped) paint(frame());
  };
  const repaint = (): void => {
    if (isDue) return;
    isDue = true;
    // React renders the change in a microtask of its own, which runs before the second of these.
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
