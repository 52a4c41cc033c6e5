import type { RunStore } from '../../contract/run-store.ts';
import { createScreenSession } from '../../screen/features.ts';
import type { Theme } from '../../screen/paint/theme.ts';
import { renderApp } from '../../screen/render-app.tsx';
import type { Memory } from '../../screen/shell/remembered.ts';
import type { State } from '../../screen/shell/state.ts';
import type { Terminal } from '../../terminal/device/device.ts';
import { removeLeftFiles } from '../../terminal/temporary-file.ts';
import type { Context } from '../context/context.ts';
import { exitCodes } from '../context/exit-codes.ts';
import { limitHeapGrowth } from './heap-growth.ts';
import { createEffects } from './screen-effects.ts';

export type ScreenRequest = {
  readonly store: RunStore;
  readonly context: Context;
  readonly filter?: string;
  readonly runId?: string;
  readonly isNotifying?: boolean;
};

type SessionRequest = ScreenRequest & {
  readonly memory: Memory;
  readonly terminal: Terminal;
  /** By the terminal's background, as it is known now. */
  readonly theme: () => Theme;
};

/** Goes on from the first frame, with Ink, until the user quits; resolves with the exit code. */
export async function runScreen(request: SessionRequest, state: State): Promise<number> {
  const { store, context, runId, memory, terminal, theme } = request;
  const { promise: ended, resolve: quit } = Promise.withResolvers<number>();
  const effects = createEffects({ context, terminal, store, memory, quit });
  const namedRun = state.detail ? undefined : runId;
  const session = createScreenSession({ store, state, effects, onBug: throwAsBug, namedRun });
  limitHeapGrowth(session);
  const stopResizing = terminal.onResize(size => session.resize(size));
  session.resize(terminal.size);
  const app = renderApp(session, theme(), terminal, throwAsBug);
  const stopWatching = terminal.onBackground(() => app.changeTheme(theme()));
  session.start();
  void removeLeftFiles();
  const exitCode = await ended;
  stopResizing();
  stopWatching();
  terminal.restore();
  app.stop();
  await session.close(exitCode === exitCodes.interrupted);
  return exitCode;
}

/** Throws outside of every promise, so that the terminal is restored and the stack is printed. */
function throwAsBug(error: unknown): void {
  setImmediate(() => {
    throw error;
  });
}
