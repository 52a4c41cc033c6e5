import { backoffMs } from '../../../async/backoff.ts';
import { sleep } from '../../../async/sleep.ts';
import type { ServerClient, WriterRequest } from '../server-client.ts';
import type { WriterIdentity } from '../writer-identity.ts';

const firstRetryMs = 250;
const mostRetryMs = 10_000;
/** A stream that lasted this long was no failure, whether a request came or not. */
const stableMs = 5_000;

/** How long an idle stream stays open: a program with many short runs keeps one connection. */
const lingerMs = 10_000;

/** Follows the server's stream of requests while it is needed, and reconnects when it breaks. */
export type WriterRequestWatch = {
  /** Must be called regularly. */
  readonly setNeeded: (isNeeded: boolean) => void;
  readonly stop: () => void;
};

export function watchWriterRequests(
  client: ServerClient,
  writer: WriterIdentity,
  onRequest: (request: WriterRequest) => void,
): WriterRequestWatch {
  let neededAt = Number.NEGATIVE_INFINITY;
  let listening: AbortController | undefined;

  async function listen({ signal }: AbortController): Promise<void> {
    for (let tries = 1; !signal.aborted; tries += 1) {
      const startedAt = performance.now();
      try {
        for await (const request of client.requests(writer, signal)) onRequest(request);
      } catch {
        // Not reported, because the responses to batches and claims contain the requests too.
      }
      if (performance.now() - startedAt > stableMs) tries = 1;
      await sleep(backoffMs(tries, firstRetryMs, mostRetryMs), signal, { ref: false });
    }
  }

  return {
    setNeeded(isNeeded) {
      const now = performance.now();
      if (isNeeded) neededAt = now;
      if (isNeeded && !listening) {
        listening = new AbortController();
        void listen(listening);
      } else if (listening && now - neededAt > lingerMs) {
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
