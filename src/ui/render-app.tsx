import { type Instance, render } from 'ink';
import type { Session } from '../state/session.ts';
import { App } from './app.tsx';
import type { Theme } from './theme.ts';

type Streams = {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
};

/**
 * Hands the screen to Ink. In Ink's debug mode every commit is one write of the whole frame, from which the terminal
 * paints what changed: the first paint, Ink's frames and what lies between them share one memory of the screen.
 */
export function renderApp(session: Session, theme: Theme, { input, output }: Streams): Instance {
  return render(<App session={session} theme={theme} />, {
    stdin: input,
    stdout: output,
    debug: true,
    interactive: true,
    exitOnCtrlC: false,
    patchConsole: false,
  });
}
