import { render } from 'ink';
import { App } from './app.tsx';
import { createRowPainter } from './paint/row-painter.ts';
import type { Theme } from './paint/theme.ts';
import type { Session } from './shell/session.ts';

type Device = {
  readonly input: NodeJS.ReadableStream;
  readonly createInkOutput: (show: (lines: readonly string[]) => void) => NodeJS.WritableStream;
  readonly paint: (lines: readonly string[]) => void;
};

/** In Ink's debug mode, each commit is one write of the whole frame, into which blocks of rows are merged. */
export function renderApp(
  session: Session,
  theme: Theme,
  device: Device,
  onBug: (error: unknown) => void,
): { readonly changeTheme: (theme: Theme) => void; readonly stop: () => void } {
  const painter = createRowPainter({ size: () => session.getState().size, paint: device.paint });
  const unsubscribe = session.subscribe(painter.repaint);
  const app = (shown: Theme) => <App session={session} theme={shown} painter={painter} />;
  const instance = render(app(theme), {
    stdin: device.input,
    stdout: device.createInkOutput(painter.showFrame),
    debug: true,
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  instance.waitUntilExit().catch(onBug);
  return {
    changeTheme: next => instance.rerender(app(next)),
    stop: () => {
      unsubscribe();
      painter.stop();
      instance.unmount();
    },
  };
}
