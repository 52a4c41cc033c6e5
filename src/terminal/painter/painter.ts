import { createFrameWriter, type TerminalSize } from './frame-writer.ts';

type PainterOptions = {
  readonly stdout: NodeJS.WritableStream & { readonly writableNeedDrain?: boolean };
  readonly size: () => TerminalSize;
  readonly isSynchronized: boolean;
};

export type Painter = {
  readonly paint: (lines: readonly string[]) => void;
  /** Writes between two frames; while the painter is closed, the sequence is kept. */
  readonly write: (sequence: string) => void;
  readonly open: () => void;
  readonly close: () => void;
  readonly forget: () => void;
  readonly refresh: () => void;
};

/** Paints frames as fast as the terminal accepts them; while it is busy, only the newest one is kept. */
export function createPainter({ stdout, size, isSynchronized }: PainterOptions): Painter {
  const writer = createFrameWriter({ isSynchronized });
  let wanted: readonly string[] | undefined;
  let between: string[] = [];
  let isOpen = false;
  let isWaiting = false;

  const drained = () => {
    isWaiting = false;
    refresh();
  };
  const refresh = () => {
    if (!isOpen || isWaiting) return;
    if (stdout.writableNeedDrain) {
      isWaiting = true;
      stdout.once('drain', drained);
      return;
    }
    const frame = wanted === undefined ? '' : writer.next(wanted, size());
    const text = between.join('') + frame;
    between = [];
    if (text !== '') stdout.write(text);
  };
  return {
    refresh,
    paint: lines => {
      wanted = lines;
      refresh();
    },
    write: sequence => {
      between.push(sequence);
      refresh();
    },
    open: () => {
      isOpen = true;
      writer.forget();
      refresh();
    },
    close: () => {
      isOpen = false;
    },
    forget: writer.forget,
  };
}
