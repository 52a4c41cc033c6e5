import { patienceMs } from '../in-time.ts';
export type ScreenTest = string | RegExp | ((screen: readonly string[]) => boolean);

export type ScreenWatch = {
  /** Tells that the screen changed. */
  readonly changed: () => void;
  /** Tells that nothing will change any more, and why. */
  readonly ended: (why: string) => void;
  readonly waitFor: (what: ScreenTest, options?: { readonly timeoutMs?: number }) => Promise<string[]>;
};

function isShown(screen: readonly string[], what: ScreenTest): boolean {
  if (typeof what === 'function') return what(screen);
  const text = screen.join('\n');
  return typeof what === 'string' ? text.includes(what) : what.test(text);
}

function describeMiss(what: ScreenTest, why: string, screen: readonly string[]): string {
  const wanted = typeof what === 'function' ? 'a screen that passes the test' : String(what);
  const shown = screen.map(line => `  |${line}`).join('\n');
  return `waited for ${wanted}, but ${why}; the screen was:\n${shown}`;
}

/** Lets tests wait for what a screen shows, looking again only when it changed. */
export function createScreenWatch(read: () => string[]): ScreenWatch {
  const waiting = new Set<() => void>();
  const look = () => {
    for (const check of [...waiting]) check();
  };
  let end: string | undefined;
  return {
    changed: look,
    ended: why => {
      end = why;
      look();
    },
    waitFor: (what, { timeoutMs = patienceMs } = {}) =>
      new Promise((resolve, reject) => {
        const finish = (settle: () => void) => {
          clearTimeout(timer);
          waiting.delete(check);
          settle();
        };
        const miss = (why: string) => finish(() => reject(new Error(describeMiss(what, why, read()))));
        const check = () => {
          const screen = read();
          if (isShown(screen, what)) finish(() => resolve(screen));
          else if (end !== undefined) miss(end);
        };
        const timer = setTimeout(() => miss(`it did not come within ${timeoutMs} ms`), timeoutMs);
        waiting.add(check);
        check();
      }),
  };
}
