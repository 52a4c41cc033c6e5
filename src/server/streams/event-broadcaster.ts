import { randomBytes } from 'node:crypto';
import { sleep } from '../../async/sleep.ts';
import type { RunStore } from '../../contract/run-store.ts';
import type { ServedStore } from '../../contract/served-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { commentBytes, type EventStream, toEventBytes } from './event-stream.ts';
import { createWriterRequests } from './writer-requests.ts';

export type EventBroadcaster = ReturnType<typeof createEventBroadcaster>;

type BroadcasterOptions = {
  readonly reportBug: (error: unknown) => void;
  readonly commentMs?: number;
  readonly retryMs?: number;
};

export const leastGapMs = 50;
export const defaultCommentMs = 15_000;

/** Follows a store's changes once for all clients, while there are clients. */
export function createEventBroadcaster(
  served: ServedStore,
  { reportBug, commentMs = defaultCommentMs, retryMs = 1_000 }: BroadcasterOptions,
) {
  // Event ids are valid only in one server process.
  const boot = randomBytes(6).toString('hex');
  const clients = new Set<EventStream>();
  const readers = new Set<EventStream>();
  const writers = createWriterRequests(served, reportIfBug);
  let number = 0;
  let following: AbortController | undefined;
  let pause: NodeJS.Timeout | undefined;
  let isDue = false;
  let isEnded = false;

  const currentId = () => `${boot}-${number}`;

  function onChange(): void {
    number += 1;
    isDue = true;
    if (pause === undefined) broadcast();
  }

  function broadcast(): void {
    pause = undefined;
    if (!isDue || isEnded) return;
    isDue = false;
    const bytes = toEventBytes({ event: 'changed', id: currentId(), data: {} });
    // A client that has not read the last event needs no second one.
    for (const stream of readers) if (stream.isReady()) stream.send(bytes);
    writers.check();
    pause = setTimeout(broadcast, leastGapMs);
  }

  function reportIfBug(error: unknown): void {
    if (!(error instanceof InspectorError)) reportBug(error);
  }

  function start(): AbortController {
    const ending = new AbortController();
    const timer = setInterval(sendComments, commentMs);
    ending.signal.addEventListener('abort', () => clearInterval(timer));
    void followChanges(served.store, ending.signal, { onChange, onError: reportIfBug });
    return ending;
  }

  function sendComments(): void {
    for (const stream of clients) {
      if (stream.isReady()) stream.send(commentBytes);
      else stream.drop();
    }
    writers.beat();
  }

  function add(stream: EventStream): void {
    clients.add(stream);
    stream.onClosed(() => {
      clients.delete(stream);
      if (clients.size > 0) return;
      following?.abort();
      following = undefined;
    });
    following ??= start();
  }

  return {
    /** Sends a client every change, and one at once if it missed changes since `lastEventId`. */
    addReader(stream: EventStream, lastEventId: string | undefined) {
      if (isEnded) return endNow(stream);
      add(stream);
      const hasMissed = lastEventId !== undefined && lastEventId !== currentId();
      const missed = hasMissed ? { event: 'changed', data: {} } : {};
      stream.send(toEventBytes({ retry: retryMs, id: currentId(), ...missed }));
      readers.add(stream);
      stream.onClosed(() => readers.delete(stream));
    },
    addWriter(stream: EventStream, writer: string) {
      if (isEnded) return endNow(stream);
      add(stream);
      stream.send(toEventBytes({ retry: retryMs }));
      writers.add(stream, writer);
    },
    end() {
      isEnded = true;
      clearTimeout(pause);
      writers.end();
      for (const stream of clients) endNow(stream);
    },
    isEnded: () => isEnded,
  };
}

function endNow(stream: EventStream): void {
  stream.send(toEventBytes({ event: 'restarting', data: {} }));
  stream.end();
}

const followAgainMs = 1_000;

async function followChanges(
  store: RunStore,
  signal: AbortSignal,
  { onChange, onError }: { readonly onChange: () => void; readonly onError: (error: unknown) => void },
): Promise<void> {
  while (!signal.aborted) {
    // The store may have changed before.
    onChange();
    try {
      for await (const change of store.changes(signal)) {
        if (signal.aborted) return;
        if (change.type === 'changed') onChange();
        else onError(change.error);
      }
    } catch (error) {
      if (!signal.aborted) onError(error);
    }
    await sleep(followAgainMs, signal);
  }
}
