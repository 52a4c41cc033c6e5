import { patienceMs } from '../in-time.ts';
export type ScreenTest = string | RegExp | ((screen: readonly string[]) => boolean);

export type ScreenWatch = {
  /** Tells that the screen changed. */
  readonly changed: () => void;
  /** Tells that nothing will change any more, and why. */
  readonly ended: (why: string) => void;
  /** Tells that the test did something, so that limits of time begin anew. */
  readonly used: () => void;
  readonly waitFor: (what: ScreenTest, options?: { readonly timeoutMs?: number }) => Promise<string[]>;
  /** Fails, with the screen, when nothing was done for some time and the end has not come. */
  readonly waitForEnd: <T>(end: Promise<T>, options?: { readonly timeoutMs?: number }) => Promise<T>;
};

function isShown(screen: readonly string[], what: ScreenTest): boolean {
  if (typeof what === 'function') return what(screen);
  const text = screen.join('\n');
  return typeof what === 'string' ? text.includes(what) : what.test(text);
}

function describeMiss(what: ScreenTest, why: string, screen: readonly string[]): string {
  const wanted = typeof what === 'function' ? 'a screen that passes the test' : String(what);
  return missText(wanted, why, screen);
}

function missText(wanted: string, why: string, screen: readonly string[]): string {
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
  let usedAt = performance.now();
  const used = () => {
    usedAt = performance.now();
  };
  return {
    changed: look,
    ended: why => {
      end = why;
      look();
    },
    used,
    waitForEnd: (ended, { timeoutMs = patienceMs } = {}) => {
      used();
      const result = new Promise<never>((_, reject) => {
        let timer: NodeJS.Timeout;
        const arm = () => {
          const leftMs = usedAt + timeoutMs - performance.now();
          if (leftMs > 0) timer = setTimeout(arm, Math.ceil(leftMs)).unref();
          else reject(new Error(missText('the end of the program', `it ran on for ${timeoutMs} ms`, read())));
        };
        arm();
        ended.finally(() => clearTimeout(timer)).catch(() => {});
      });
      const either = Promise.race([ended, result]);
      either.catch(() => {});
      return either;
    },
    waitFor: (what, { timeoutMs = patienceMs } = {}) =>
      new Promise((resolve, reject) => {
        const finish = (settle: () => void) => {
          used();
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
