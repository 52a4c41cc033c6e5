import { type Instance, render } from 'ink';
import type { Session } from '../state/session/session.ts';
import { App } from './app.tsx';
import type { Theme } from './theme.ts';

type Streams = {
  readonly input: NodeJS.ReadableStream;
  /** Takes each of Ink's frames, the open dialog, in one write. */
  readonly output: NodeJS.WritableStream;
};

/**
 * Hands the keys and the dialogs to Ink. In its debug mode every commit is one write of the whole frame and
 * nothing else.
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
