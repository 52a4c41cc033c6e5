import { render } from 'ink';
import type { ReactElement } from 'react';
import type { Session } from '../../src/state/session/session.ts';
import type { Size, State } from '../../src/state/session/state.ts';
import { TerminalInput } from '../../src/terminal/input.ts';
import { TerminalOutput } from '../../src/terminal/output.ts';
import { App } from '../../src/ui/app.tsx';
import { createRowPainter, type RowPainter } from '../../src/ui/rows/row-painter.ts';
import type { Theme } from '../../src/ui/theme.ts';
import { still } from './still-session.ts';

/** Draws a component as the program does, Ink's frame and the blocks of rows merged. */
export function drawWithRows(
  size: Size,
  element: (painter: RowPainter) => ReactElement,
): { readonly painter: RowPainter; readonly unmount: () => void } {
  const painter = createRowPainter({ size: () => size, paint: () => {} });
  const instance = render(element(painter), {
    stdin: new TerminalInput(),
    stdout: new TerminalOutput({ size: () => size, paint: painter.showFrame, flush: setImmediate }),
    debug: true,
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  return {
    painter,
    unmount: () => {
      painter.stop();
      instance.unmount();
    },
  };
}

/** The frame that the app shows of a state. */
export function drawApp(state: State, theme: Theme, session: Session = still(state)): readonly string[] {
  const { painter, unmount } = drawWithRows(state.size, rows => (
    <App session={session} theme={theme} painter={rows} />
  ));
  const frame = painter.frame();
  unmount();
  return frame;
}
