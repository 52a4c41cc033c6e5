import { createDeadline } from '../async/deadline.ts';
import { backoffMs, sleep } from '../async/sleep.ts';
import { InspectorError } from '../model/errors.ts';
import { refusalOf } from './http-refusal.ts';
import { type ServerName, toNetworkFailure } from './network-error.ts';

type RetryOptions = {
  readonly server: ServerName;
  readonly isRepeatable: boolean;
  readonly transientStatuses: readonly number[];
  readonly timeouts: Pick<HttpTiming, 'retryMs' | 'firstRetryMs'>;
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
        const requestedMs = refusalOf(error)?.retryAfterMs ?? 0;
        const waitMs = Math.max(requestedMs, backoffMs(tries, timeouts.firstRetryMs));
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
    // The program behind the start hook failed: it may have done a part of its work.
    const isOfHook = refusal.problem === 'start-failed' || refusal.problem === 'start-unknown';
    const isTransient = !isOfHook && transientStatuses.includes(refusal.status);
    return { error: thrown, isTransient };
  }
  const failure = toNetworkFailure(thrown, server);
  if (!failure) throw thrown;
  return failure;
}

export type HttpTiming = {
  /** No retry begins later than this after the first try. */
  readonly retryMs: number;
  /** Before the first retry; doubles with every retry. */
  readonly firstRetryMs: number;
  readonly connectMs: number;
  /** Until a response begins, and between its parts. */
  readonly silentMs: number;
  /** Until the response to an expensive request begins. A server gives up by itself after 30 s. */
  readonly slowMs: number;
  /** For a whole response. */
  readonly answerMs: number;
  /** Until the first byte of a stream. */
  readonly streamOpenMs: number;
  /** Between two bytes of a stream; a server sends some every 15 s. */
  readonly streamIdleMs: number;
  /** Before a broken stream is reopened, unless it sent its own `retry`; doubles with every try. */
  readonly firstStreamRetryMs: number;
  /** Before a stream is tried again after the server offered none. */
  readonly streamAgainMs: number;
  /** Between polls without a stream. */
  readonly pollMs: number;
  /** Between reports of an unreachable server. */
  readonly errorEveryMs: number;
};

export const httpTiming: HttpTiming = {
  retryMs: 5_000,
  firstRetryMs: 300,
  connectMs: 5_000,
  silentMs: 15_000,
  slowMs: 35_000,
  answerMs: 120_000,
  streamOpenMs: 20_000,
  streamIdleMs: 45_000,
  firstStreamRetryMs: 1_000,
  streamAgainMs: 60_000,
  pollMs: 2_000,
  errorEveryMs: 3_000,
};
