/** The longest delay of Node's timers, which fire at once for a longer one. */
const longestTimerMs = 2 ** 31 - 1;

type SleepOptions = {
  /** Whether the timer keeps the process alive, as by default. */
  readonly ref?: boolean;
};

/** Also resolves at the abort. Fake timers cannot replace those of `node:timers/promises`. */
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

/** Rejects with the signal's reason when it aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, signal);
  signal.throwIfAborted();
}

/** The wait before the next try, in ms, which doubles after each try. */
export function doublingMs(tries: number, firstMs: number, mostMs = Number.POSITIVE_INFINITY): number {
  return Math.min(mostMs, firstMs * 2 ** (tries - 1));
}

/** `doublingMs` with 50 % of jitter either way, so that many clients do not retry at the same moment. */
export function backoffMs(tries: number, firstMs: number, mostMs?: number): number {
  return doublingMs(tries, firstMs, mostMs) * (0.5 + Math.random());
}
