import { type Instance, render } from 'ink';
import { App } from './app.tsx';
import { createRowPainter, type RowPainter } from './paint/row-painter.ts';
import type { Theme } from './paint/theme.ts';
import type { Session } from './shell/session.ts';

type Device = {
  readonly input: NodeJS.ReadableStream;
  /** Creates Ink's output stream; `show` receives each frame. */
  readonly createInkOutput: (show: (lines: readonly string[]) => void) => NodeJS.WritableStream;
  readonly paint: (lines: readonly string[]) => void;
};

/**
 * Shows the session's state until it is stopped. In Ink's debug mode every commit is one write of the whole
 * frame, into which the blocks of rows are merged. Errors of components go to `onBug`.
 */
export function renderApp(
  session: Session,
  theme: Theme,
  device: Device,
  onBug: (error: unknown) => void,
): { readonly changeTheme: (theme: Theme) => void; readonly stop: () => void } {
  const painter = createRowPainter({ size: () => session.getState().size, paint: device.paint });
  const unsubscribe = session.subscribe(painter.repaint);
  const instance = renderWith(painter, session, theme, device);
  instance.waitUntilExit().catch(onBug);
  return {
    changeTheme: next => instance.rerender(<App session={session} theme={next} painter={painter} />),
    stop: () => {
      unsubscribe();
      painter.stop();
      instance.unmount();
    },
  };
}

function renderWith(painter: RowPainter, session: Session, theme: Theme, device: Device): Instance {
  return render(<App session={session} theme={theme} painter={painter} />, {
    stdin: device.input,
    stdout: device.createInkOutput(painter.showFrame),
    debug: true,
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
}
