/** A signal that aborts with the first of others, or when its time is up. */
export type Deadline = {
  readonly signal: AbortSignal;
  /** Aborts with the error after so many ms from now; replaces the time that was set before. */
  set(ms: number, error: () => Error): void;
  /** Must be called when the work is over: it stops the timer and listens to the other signals no more. */
  end(): void;
};

/** Not `AbortSignal.any`: a client's long-lived signal would hold memory for every request. */
export function createDeadline(signals: readonly (AbortSignal | undefined)[]): Deadline {
  const controller = new AbortController();
  const given = signals.filter(signal => signal !== undefined);
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    controller.abort(given.find(signal => signal.aborted)?.reason);
    end();
  };
  const end = () => {
    clearTimeout(timer);
    for (const signal of given) signal.removeEventListener('abort', onAbort);
  };
  for (const signal of given) signal.addEventListener('abort', onAbort, { once: true });
  if (given.some(signal => signal.aborted)) onAbort();
  return {
    signal: controller.signal,
    set: (ms, error) => {
      clearTimeout(timer);
      if (!controller.signal.aborted) timer = setTimeout(() => controller.abort(error()), ms).unref();
    },
    end,
  };
}

/** Settles as the promise does, or rejects with the signal's reason as soon as that aborts. */
export function untilAborted<T>(promise: PromiseLike<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    const stopListening = () => signal.removeEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).then(stopListening);
  });
}

/** Waits for work, but no longer than `ms`; then the result is `undefined`. */
export async function withTimeout<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
