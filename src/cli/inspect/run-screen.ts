import type { RunStore } from '../../contract/run-store.ts';
import { createScreenSession } from '../../screen/features.ts';
import type { Theme } from '../../screen/paint/theme.ts';
import { renderApp } from '../../screen/render-app.tsx';
import { keyOf } from '../../screen/shell/keymap.ts';
import type { Memory } from '../../screen/shell/remembered.ts';
import type { Session } from '../../screen/shell/session.ts';
import type { State } from '../../screen/shell/state.ts';
import type { Terminal } from '../../terminal/device/device.ts';
import { removeLeftFiles } from '../../terminal/temporary-file.ts';
import type { Context } from '../context/context.ts';
import { exitCodes } from '../context/exit-codes.ts';
import { createEffects } from './screen-effects.ts';

export type ScreenRequest = {
  readonly store: RunStore;
  readonly context: Context;
  readonly filter?: string;
  readonly runId?: string;
  readonly isNotifying?: boolean;
  /** Whether to offer the tour, until somebody has ended it. */
  readonly offersTour?: boolean;
  /** Whether to begin with the list of targets. */
  readonly isChoosing?: boolean;
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
  if (request.isChoosing) session.press(keyOf('target'));
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

/** By so many percent the heap grows until garbage is collected; 0 leaves it to V8. */
type GrowingPercent = 0 | 25;

/**
 * Collects garbage sooner: a live screen fills the heap with rows that are garbage a moment later. Loading
 * the program has made the young generation large enough for some frames of Ink, each of which would fill it.
 * While two runs are compared, the heap grows as V8 lets it: nearly all that is read is kept, and looking for
 * garbage took a third of the processor time. At the end V8's own values come back, because compiled code
 * that is kept is only taken under the flags of its making.
 */
export function limitHeapGrowth({ getState, subscribe }: Pick<Session, 'getState' | 'subscribe'>): void {
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  let current: GrowingPercent = 0;
  const change = (percent: GrowingPercent): void => {
    if (percent === current) return;
    current = percent;
    setFlagsFromString(`--heap-growing-percent=${percent}`);
  };
  const follow = (): void => change(isComparing(getState()) ? 0 : 25);
  setFlagsFromString('--semi-space-growth-factor=1');
  follow();
  const stop = subscribe(follow);
  process.prependOnceListener('exit', () => {
    stop();
    change(0);
    setFlagsFromString('--semi-space-growth-factor=2');
  });
}

function isComparing({ compare }: State): boolean {
  return compare !== undefined && !compare.comparison && !compare.error;
}
