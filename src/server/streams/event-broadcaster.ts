import { randomBytes } from 'node:crypto';
import type { ServedStore } from '../../contract/served-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { commentBytes, type EventStream, toEventBytes } from './event-stream.ts';
import { followChanges } from './follow-changes.ts';
import { createWriterRequests } from './writer-requests.ts';

export type EventBroadcaster = {
  /** Tells a client of every change from now on, and at once when it missed one since the event it names. */
  readonly addReader: (client: StreamClient, lastEventId: string | undefined) => void;
  /** Tells a recorder which of its runs are to end; as long as it listens, it lives. */
  readonly addWriter: (client: StreamClient, writer: string) => void;
  /** Tells everybody to come back later, and ends. */
  readonly end: () => void;
  readonly isEnded: () => boolean;
};

export type StreamClient = {
  readonly stream: EventStream;
  /** Whether the client may still listen; called with every comment. Rejects with what is a bug. */
  readonly isAllowed: () => Promise<boolean>;
};

type BroadcasterOptions = {
  readonly reportBug: (error: unknown) => void;
  readonly commentMs?: number;
  readonly retryMs?: number;
};

const leastGapMs = 50;

/** One watcher of a store for all clients that listen; it runs as long as there is one. */
export function createEventBroadcaster(
  served: ServedStore,
  { reportBug, commentMs = 15_000, retryMs = 1_000 }: BroadcasterOptions,
): EventBroadcaster {
  // Another process numbers its changes for itself.
  const boot = randomBytes(6).toString('hex');
  const clients = new Set<StreamClient>();
  const readers = new Set<EventStream>();
  const writers = createWriterRequests(served.intake, failed);
  let number = 0;
  let watching: AbortController | undefined;
  let pause: NodeJS.Timeout | undefined;
  let isDue = false;
  let isEnded = false;

  const currentId = () => `${boot}-${number}`;

  function changed(): void {
    number += 1;
    isDue = true;
    if (pause === undefined) tell();
  }

  function tell(): void {
    pause = undefined;
    if (!isDue || isEnded) return;
    isDue = false;
    const bytes = toEventBytes({ event: 'changed', id: currentId(), data: {} });
    // A client that has not read the last one learns nothing from another.
    for (const stream of readers) if (stream.isReady()) stream.send(bytes);
    writers.ask();
    pause = setTimeout(tell, leastGapMs);
  }

  function failed(error: unknown): void {
    if (!(error instanceof InspectorError)) reportBug(error);
  }

  function start(): AbortController {
    const ending = new AbortController();
    const timer = setInterval(() => void comment(), commentMs);
    ending.signal.addEventListener('abort', () => clearInterval(timer));
    void followChanges(served.store, ending.signal, { changed, failed, broken: reportBug });
    return ending;
  }

  async function comment(): Promise<void> {
    for (const { stream } of clients) {
      if (stream.isReady()) stream.send(commentBytes);
      else stream.drop();
    }
    writers.beat();
    await Promise.all([...clients].map(endUnlessAllowed));
  }

  async function endUnlessAllowed({ stream, isAllowed }: StreamClient): Promise<void> {
    try {
      if (!(await isAllowed())) stream.end();
    } catch (error) {
      reportBug(error);
      stream.end();
    }
  }

  function add(client: StreamClient): void {
    clients.add(client);
    client.stream.onClosed(() => {
      clients.delete(client);
      if (clients.size > 0) return;
      watching?.abort();
      watching = undefined;
    });
    watching ??= start();
  }

  return {
    addReader(client, lastEventId) {
      if (isEnded) return endNow(client.stream);
      const { stream } = client;
      add(client);
      const hasMissed = lastEventId !== undefined && lastEventId !== currentId();
      const news = hasMissed ? { event: 'changed', data: {} } : {};
      stream.send(toEventBytes({ retry: retryMs, id: currentId(), ...news }));
      readers.add(stream);
      stream.onClosed(() => readers.delete(stream));
    },
    addWriter(client, writer) {
      if (isEnded) return endNow(client.stream);
      add(client);
      client.stream.send(toEventBytes({ retry: retryMs }));
      writers.add(client.stream, writer);
    },
    end() {
      isEnded = true;
      clearTimeout(pause);
      for (const { stream } of clients) endNow(stream);
    },
    isEnded: () => isEnded,
  };
}

function endNow(stream: EventStream): void {
  stream.send(toEventBytes({ event: 'restarting', data: {} }));
  stream.end();
}
