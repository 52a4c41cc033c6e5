/** The longest delay a timer of Node takes; a longer one would end at once. */
const longestMs = 2 ** 31 - 1;

/** Resolves after `ms`; rejects with the signal's reason when that comes first. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return untilAborted(signal, done => {
    const endAt = performance.now() + ms;
    let timer: NodeJS.Timeout | undefined;
    const tick = (): void => {
      const restMs = endAt - performance.now();
      if (restMs > 0) timer = setTimeout(tick, Math.min(Math.ceil(restMs), longestMs));
      else done(undefined);
    };
    timer = setTimeout(tick, Math.min(Math.max(0, ms), longestMs));
    return () => clearTimeout(timer);
  });
}

/** Settles as the promise does; rejects with the signal's reason when that comes first. */
export function orAborted<T>(promise: PromiseLike<T>, signal: AbortSignal): Promise<T> {
  return untilAborted(signal, (done, fail) => {
    Promise.resolve(promise).then(done, fail);
    return () => {};
  });
}

type Work<T> = (done: (value: T) => void, fail: (error: unknown) => void) => () => void;

function untilAborted<T>(signal: AbortSignal, start: Work<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      signal.removeEventListener('abort', abort);
      stop();
      finish();
    };
    const abort = (): void => settle(() => reject(signal.reason));
    const stop = start(
      value => settle(() => resolve(value)),
      error => settle(() => reject(error)),
    );
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
}
