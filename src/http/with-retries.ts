import { backoffMs } from '../async/backoff.ts';
import { createDeadline } from '../async/deadline.ts';
import { sleep } from '../async/sleep.ts';
import { InspectorError } from '../model/errors.ts';
import { refusalOf } from './http-refusal.ts';
import { type ServerName, toNetworkFailure } from './network-error.ts';

export type RetryTiming = {
  /** No retry begins later than this after the first try. */
  readonly retryMs: number;
  /** Before the first retry; doubles with every retry. */
  readonly firstRetryMs: number;
};

export const retryTiming: RetryTiming = { retryMs: 5_000, firstRetryMs: 300 };

type RetryOptions = {
  readonly server: ServerName;
  /** Whether a second delivery is harmless. */
  readonly isRepeatable: boolean;
  /** Refusals after which a repeatable request is sent again. */
  readonly transientStatuses: readonly number[];
  readonly timeouts: RetryTiming;
  readonly signals: readonly (AbortSignal | undefined)[];
};

const mostTries = 3;

/**
 * Retries transient failures with a growing wait; a requested wait is kept in full, or the error is thrown:
 * the last one of a try that may have arrived, if there was one.
 * Throws an `InspectorError`, the reason of an aborted signal, or a bug.
 */
export async function withRetries<T>(
  { server, isRepeatable, transientStatuses, timeouts, signals }: RetryOptions,
  attempt: () => Promise<T>,
): Promise<T> {
  const { signal, end } = createDeadline(signals);
  const endAt = performance.now() + timeouts.retryMs;
  let arrived: InspectorError | undefined;
  try {
    for (let tries = 1; ; tries += 1) {
      signal.throwIfAborted();
      try {
        return await attempt();
      } catch (thrown) {
        signal.throwIfAborted();
        const { error, isTransient } = toFailure(thrown, server, transientStatuses);
        if (!error.isUnsent) arrived = error;
        const waitMs = waitBefore(tries, error, timeouts);
        const isOver = tries >= mostTries || performance.now() + waitMs > endAt;
        if (!isRepeatable || !isTransient || isOver) throw arrived ?? error;
        await sleep(waitMs, signal);
      }
    }
  } finally {
    end();
  }
}

function toFailure(
  thrown: unknown,
  server: ServerName,
  transientStatuses: readonly number[],
): { error: InspectorError; isTransient: boolean } {
  const refusal = refusalOf(thrown);
  if (refusal && thrown instanceof InspectorError) {
    // These are of the program behind the server, which may have done a part of its work.
    const isOfHook = refusal.problem === 'start-failed' || refusal.problem === 'start-unknown';
    const isTransient = !isOfHook && transientStatuses.includes(refusal.status);
    return { error: thrown, isTransient };
  }
  const failure = toNetworkFailure(thrown, server);
  if (!failure) throw thrown;
  return failure;
}

function waitBefore(tries: number, error: InspectorError, timeouts: RetryTiming): number {
  const requestedMs = refusalOf(error)?.retryAfterMs ?? 0;
  return Math.max(requestedMs, backoffMs(tries, timeouts.firstRetryMs));
}
