import { type Box, insertLines, mergeRows, overlayDialog, type PlacedLines } from './merge-rows.ts';

export type RowsSize = Pick<Box, 'width' | 'height'>;

/** The box in Ink's layout; `null` while it is not on the screen. */
type Measure = () => Box | null;

type RowBlock = { readonly measure: Measure; readonly lines: (size: RowsSize) => readonly string[] };

/** A dialog, and the rows in it, in a box that Ink leaves empty. */
type DialogBlock = { readonly measure: Measure; readonly rows: RowBlock };

/** Merges Ink's frame with the blocks of rows that it leaves empty. */
export type RowPainter = {
  readonly addRows: (block: RowBlock) => () => void;
  /** Lays a dialog over the other rows; returns a function that removes it. */
  readonly addDialog: (dialog: DialogBlock) => () => void;
  readonly showFrame: (lines: readonly string[]) => void;
  /** Paints once for all changes in the same turn of the event loop. */
  readonly repaint: () => void;
  readonly frame: () => readonly string[];
  readonly stop: () => void;
};

type Options = {
  readonly size: () => { readonly columns: number; readonly rows: number };
  readonly paint: (lines: readonly string[]) => void;
};

export function createRowPainter({ size, paint }: Options): RowPainter {
  const blocks = new Set<RowBlock>();
  const dialogs = new Set<DialogBlock>();
  let inkFrame: readonly string[] = [];
  let changes = 0;
  let isStopped = false;

  const frame = (): readonly string[] => {
    const placed = [...blocks].flatMap(placeLines).sort((a, b) => a.box.x - b.box.x);
    const merged = mergeRows(inkFrame, placed, size());
    const overlay = (lines: readonly string[], { measure, rows }: DialogBlock) => {
      const box = measure();
      const dialogFrame = placeLines(rows).reduce(insertLines, inkFrame);
      return box ? overlayDialog(lines, dialogFrame, box, size().columns) : lines;
    };
    return [...dialogs].reduce(overlay, merged);
  };
  const paintAfter = (change: number): void => {
    // A later change of the same turn is in the rows already, but in Ink's frame only once it is rendered.
    if (change === changes && !isStopped) paint(frame());
  };
  const repaint = (): void => {
    changes += 1;
    const change = changes;
    // React renders the change in a microtask of its own, which runs before the second of these.
    queueMicrotask(() => queueMicrotask(() => paintAfter(change)));
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
    addDialog: dialog => add(dialogs, dialog),
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
