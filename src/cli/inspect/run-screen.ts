import type { Theme } from '../../screen/paint/theme.ts';
import { renderApp } from '../../screen/render-app.tsx';
import type { Session } from '../../screen/shell/session.ts';
import type { State } from '../../screen/shell/state.ts';
import { runSession, type SessionRequest, throwAsBug } from './run-session.ts';

/** Goes on from the first frame, with Ink, until the user quits; resolves with the exit code. */
export function runScreen(
  request: SessionRequest & {
    /** By the terminal's background, as it is known now. */
    readonly theme: () => Theme;
  },
  state: State,
): Promise<number> {
  const { terminal, theme } = request;
  return runSession(request, state, session => {
    limitHeapGrowth(session);
    const stopResizing = terminal.onResize(size => session.resize(size));
    session.resize(terminal.size);
    const app = renderApp(session, theme(), terminal, throwAsBug);
    const stopWatching = terminal.onBackground(() => app.changeTheme(theme()));
    return {
      stop: () => {
        stopResizing();
        stopWatching();
        terminal.restore();
        app.stop();
      },
    };
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
