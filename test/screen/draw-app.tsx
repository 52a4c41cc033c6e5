import { render } from 'ink';
import type { ReactElement } from 'react';
import { App } from '../../src/screen/app.tsx';
import { createRowPainter, type RowPainter } from '../../src/screen/paint/row-painter.ts';
import type { Theme } from '../../src/screen/paint/theme.ts';
import type { Session } from '../../src/screen/shell/session.ts';
import type { Size, State } from '../../src/screen/shell/state.ts';
import { TerminalInput, TerminalOutput } from '../../src/terminal/device/ink-streams.ts';
import { checkedFrameOf, contradictionIn, throwFault } from '../contradictions/checked-frame.ts';
import { still } from './still-session.ts';

export type Drawn = {
  readonly painter: RowPainter;
  readonly rerender: (element: ReactElement) => void;
  readonly unmount: () => void;
  readonly input: TerminalInput;
  /** The frames that Ink wrote, and those that were painted, with their rows. */
  readonly inkFrames: readonly (readonly string[])[];
  readonly painted: readonly (readonly string[])[];
};

/**
 * Draws a component as the program does, Ink's frame and the blocks of rows merged. `unmount` throws if a
 * frame that was painted contradicts itself.
 */
export function drawWithRows(
  size: Size | (() => Size),
  element: (painter: RowPainter) => ReactElement,
): Drawn {
  const inkFrames: (readonly string[])[] = [];
  const painted: (readonly string[])[] = [];
  const input = new TerminalInput();
  const sizeNow = typeof size === 'function' ? size : () => size;
  let fault: Error | undefined;
  const paint = (lines: readonly string[]) => {
    painted.push(lines);
    fault ??= contradictionIn(lines, sizeNow().columns);
  };
  const painter = createRowPainter({ size: sizeNow, paint });
  const show = (lines: readonly string[]) => {
    inkFrames.push(lines);
    painter.showFrame(lines);
  };
  const { rerender, unmount } = render(element(painter), {
    stdin: input,
    stdout: new TerminalOutput({ size: sizeNow, paint: show, flush: setImmediate }),
    debug: true,
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  return {
    painter,
    rerender,
    input,
    inkFrames,
    painted,
    unmount: () => {
      painter.stop();
      unmount();
      throwFault(fault);
    },
  };
}

/** The app on a session, for as long as a test wants. */
export function openApp(session: Session, theme: Theme): Drawn {
  const size = () => session.getState().size;
  const drawn = drawWithRows(size, painter => <App session={session} theme={theme} painter={painter} />);
  const unsubscribe = session.subscribe(drawn.painter.repaint);
  return {
    ...drawn,
    unmount: () => {
      unsubscribe();
      drawn.unmount();
    },
  };
}

/** The frame that the app shows of a state. */
export function drawApp(state: State, theme: Theme): readonly string[] {
  const { painter, unmount } = openApp(still(state), theme);
  const frame = painter.frame();
  unmount();
  return checkedFrameOf(state, frame);
}
