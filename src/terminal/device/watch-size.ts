import { askForSize, type TerminalSize, toTerminalSize } from './terminal-size.ts';

export type SizeWatchOptions = {
  readonly stdout: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * Tells that the terminal was resized; what was on its screen can have moved even when the size is the
   * same.
   */
  readonly onResized: (isOtherSize: boolean) => void;
};

export type SizeWatch = {
  readonly size: () => TerminalSize;
  /** Asks the terminal now, for instance after a stop, in which nobody is told. */
  readonly refresh: () => void;
  readonly start: () => void;
  readonly stop: () => void;
};

/** A window that is dragged sends many sizes: only where it pauses is it worth a frame. */
const pauseMs = 16;

export function createSizeWatch({ stdout, env, onResized }: SizeWatchOptions): SizeWatch {
  let size = toTerminalSize(stdout, env);
  let timer: NodeJS.Timeout | undefined;
  const compare = () => {
    const next = toTerminalSize(stdout, env);
    const isOther = next.columns !== size.columns || next.rows !== size.rows;
    size = next;
    onResized(isOther);
  };
  const resized = () => {
    clearTimeout(timer);
    timer = setTimeout(compare, pauseMs);
  };
  return {
    size: () => size,
    refresh: () => {
      askForSize(stdout);
      clearTimeout(timer);
      compare();
    },
    start: () => {
      // The stream itself says nothing of a resize that ended where it began.
      process.on('SIGWINCH', resized);
      stdout.on('resize', resized);
    },
    stop: () => {
      clearTimeout(timer);
      process.off('SIGWINCH', resized);
      stdout.off('resize', resized);
    },
  };
}
