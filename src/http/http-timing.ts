import { type RetryTiming, retryTiming } from './with-retries.ts';

export type HttpTiming = RetryTiming & {
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
  ...retryTiming,
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
