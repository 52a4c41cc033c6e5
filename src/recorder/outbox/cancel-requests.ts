import { setTimeout as delay } from 'node:timers/promises';
import { backoffMs } from '../../http/with-retries.ts';
import type { CloudLine } from './server-client.ts';

const firstRetryMs = 250;
const mostRetryMs = 10_000;

/** A program with many short runs needs no connection for each. */
const lingerMs = 10_000;

/** Listens for requests to cancel while that is wanted, and connects again whenever the stream breaks. */
export type RequestWatch = {
  /** Says whether it is wanted now; to be said again and again. */
  readonly want: (isWanted: boolean) => void;
  readonly stop: () => void;
};

export function watchRequests(
  line: CloudLine,
  writer: string,
  onRequests: (ids: readonly string[]) => void,
): RequestWatch {
  let wantedAt = Number.NEGATIVE_INFINITY;
  let listening: AbortController | undefined;

  async function listen({ signal }: AbortController): Promise<void> {
    for (let tries = 1; !signal.aborted; tries += 1) {
      try {
        for await (const ids of line.requests(writer, signal)) {
          tries = 1;
          onRequests(ids);
        }
      } catch {
        // Whatever broke the stream, the answers to what is sent tell of requests too.
      }
      await delay(backoffMs(tries, firstRetryMs, mostRetryMs), undefined, { signal, ref: false }).catch(
        () => {},
      );
    }
  }

  return {
    want(isWanted) {
      const now = performance.now();
      if (isWanted) wantedAt = now;
      if (isWanted && !listening) {
        listening = new AbortController();
        void listen(listening);
      } else if (listening && now - wantedAt > lingerMs) {
        listening.abort();
        listening = undefined;
      }
    },
    stop() {
      listening?.abort();
      listening = undefined;
    },
  };
}
