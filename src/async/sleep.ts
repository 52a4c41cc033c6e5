/** The longest delay of a timer of Node, which fires a longer one at once. */
const longestTimerMs = 2 ** 31 - 1;

type SleepOptions = {
  /** Whether the timer keeps the process alive, which is the default. */
  readonly ref?: boolean;
};

/** Resolves after so many ms or at the abort. Fake timers do not replace those of `node:timers/promises`. */
export function sleep(ms: number, signal?: AbortSignal, { ref = true }: SleepOptions = {}): Promise<void> {
  return new Promise(resolve => {
    if (signal?.aborted) return resolve();
    const endAt = performance.now() + ms;
    let timer: NodeJS.Timeout;
    const wait = (restMs: number): void => {
      timer = setTimeout(onTimer, Math.min(Math.ceil(restMs), longestTimerMs));
      if (!ref) timer.unref();
    };
    const onTimer = (): void => {
      const restMs = endAt - performance.now();
      if (restMs > 0) wait(restMs);
      else finish();
    };
    const finish = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    signal?.addEventListener('abort', finish, { once: true });
    wait(Math.max(0, ms));
  });
}

/** Sleeps; rejects with the signal's reason when it aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, signal);
  signal.throwIfAborted();
}
