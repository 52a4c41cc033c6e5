import type { InspectorError } from '../model/errors.ts';

/** A signal that aborts with the first of others, or when time is up. Must be ended. */
export type Deadline = {
  readonly signal: AbortSignal;
  /** Aborts with the error after so many ms from now, whatever was set before. */
  set(ms: number, error: () => InspectorError): void;
  end(): void;
};

/**
 * Not `AbortSignal.any`: the signals given here live as long as the client, and must not remember each
 * request.
 */
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
