import type { Theme } from '../../screen/paint/theme.ts';
import { renderApp } from '../../screen/render-app.tsx';
import type { Session } from '../../screen/shell/session.ts';
import type { State } from '../../screen/shell/state.ts';
import { runSession, type SessionRequest, throwAsBug } from './run-session.ts';

export function runScreen(
  request: SessionRequest & {
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

/** V8's `--heap-growing-percent`; 0 leaves it to V8. */
type GrowingPercent = 0 | 25;

/**
 * Collects garbage sooner: a live screen fills the heap with rows that are garbage a moment later, and
 * loading the program made the young generation large enough for several frames of Ink. While two runs are
 * compared, V8's default holds: nearly all that is read is kept, and collecting took a third of the processor
 * time. At exit V8's own values come back, because its code cache is only valid under the flags it was made
 * with.
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
