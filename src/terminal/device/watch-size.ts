import type { Environment } from '../../model/environment.ts';
import type { TerminalSize } from '../painter/painter.ts';

type SizeWatchOptions = {
  readonly stdout: NodeJS.WriteStream;
  readonly env: Environment;
  /** Even at the same size, a resize may have moved what is on the screen. */
  readonly onResized: (isOtherSize: boolean) => void;
};

export type SizeWatch = {
  readonly size: () => TerminalSize;
  /** Reads the size now, as no resize is reported while the process is stopped. */
  readonly refresh: () => void;
  readonly start: () => void;
  readonly stop: () => void;
};

/** Dragging a window reports many sizes; a frame is drawn once they pause. */
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
      refreshSize(stdout);
      clearTimeout(timer);
      compare();
    },
    start: () => {
      // The stream itself does not report a resize that ended at the size it began with.
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

function firstPositive(...candidates: readonly (number | undefined)[]): number {
  return candidates.find(candidate => candidate !== undefined && candidate > 0) ?? 1;
}

/** Where the terminal reports no size, or 0×0, `COLUMNS` and `LINES` apply, else 80×24. */
export function toTerminalSize(
  reported: { readonly columns?: number | undefined; readonly rows?: number | undefined },
  env: Environment,
): TerminalSize {
  return {
    columns: firstPositive(reported.columns, Math.floor(Number(env.COLUMNS)), 80),
    rows: firstPositive(reported.rows, Math.floor(Number(env.LINES)), 24),
  };
}

/** Node has no type for the method that reads the size again. */
function refreshSize(stdout: object): void {
  if ('_refreshSize' in stdout && typeof stdout._refreshSize === 'function') stdout._refreshSize();
}
