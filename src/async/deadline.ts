/** Aborts with the first of several signals, or when its time is up. */
export type Deadline = {
  readonly signal: AbortSignal;
  /** Aborts with the error after `ms`; replaces an earlier time. */
  set(ms: number, error: () => Error): void;
  /** Call it when the work is over: stops the timer, and stops listening to the other signals. */
  end(): void;
};

/** Replaces `AbortSignal.any`, which would hold memory for every request of a client's long-lived signal. */
export function createDeadline(signals: readonly (AbortSignal | undefined)[]): Deadline {
  const controller = new AbortController();
  const sources = signals.filter(signal => signal !== undefined);
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    controller.abort(sources.find(signal => signal.aborted)?.reason);
    end();
  };
  const end = () => {
    clearTimeout(timer);
    for (const signal of sources) signal.removeEventListener('abort', onAbort);
  };
  for (const signal of sources) signal.addEventListener('abort', onAbort, { once: true });
  if (sources.some(signal => signal.aborted)) onAbort();
  return {
    signal: controller.signal,
    set: (ms, error) => {
      clearTimeout(timer);
      if (!controller.signal.aborted) timer = setTimeout(() => controller.abort(error()), ms).unref();
    },
    end,
  };
}

/** Settles as the promise does, or rejects with the signal's reason as soon as it aborts. */
export function untilAborted<T>(promise: PromiseLike<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    const stopListening = () => signal.removeEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).then(stopListening);
  });
}

type InTime = {
  readonly ms: number;
  readonly signal?: AbortSignal;
  readonly onLate?: () => unknown;
};

/** `undefined` if the work takes longer than `ms`: its signal is then aborted. */
export async function inTime<T>(
  { ms, signal, onLate }: InTime,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  // Stores take real time, also in tests that fake timers.
  const late = AbortSignal.timeout(ms);
  const deadline = createDeadline([signal, late]);
  try {
    return await untilAborted(work(deadline.signal), deadline.signal);
  } catch (error) {
    signal?.throwIfAborted();
    if (!late.aborted) throw error;
    onLate?.();
    return undefined;
  } finally {
    deadline.end();
  }
}

/** `undefined` if the work takes longer than `ms`. The work goes on. */
export async function withTimeout<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
