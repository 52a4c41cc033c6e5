import { type Box, insertLines, mergeRows, overlayDialog, type PlacedLines } from './merge-rows.ts';

export type RowsSize = Pick<Box, 'width' | 'height'>;

/** The box in Ink's layout; `null` while it is not on the screen. */
type Measure = () => Box | null;

type RowBlock = { readonly measure: Measure; readonly lines: (size: RowsSize) => readonly string[] };

type DialogBlock = { readonly measure: Measure; readonly rows: RowBlock };

export type RowPainter = {
  readonly addRows: (block: RowBlock) => () => void;
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
    // The rows already show a later change of the same turn, but Ink's frame only after its render.
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
