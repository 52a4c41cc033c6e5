import pg from 'pg';
import type { Change } from '../../../contract/run-store.ts';
import { InspectorError } from '../../../model/errors.ts';
import { clientConfig } from '../connect.ts';
import { toStoreError } from '../postgres-error.ts';
import { changesChannel } from '../schema.ts';
import { showUrl } from '../show-url.ts';

export type ListenTimes = {
  /** How often the connection is asked whether it still is one. */
  readonly probeMs?: number;
  readonly answerMs?: number;
  /** The first and the longest pause before connecting again. */
  readonly retryMs?: number;
  readonly maxRetryMs?: number;
};

/** What several watchers of one database share: one connection that listens while somebody watches. */
export type ChangeListener = {
  /**
   * Ends when the signal aborts, or the listener is closed. What happens while nobody asks for the next one
   * is one change.
   */
  readonly watch: (signal: AbortSignal) => AsyncIterable<Change>;
  readonly close: () => Promise<void>;
};

type Watcher = (change: Change) => void;

/**
 * `hasRead` says whether something was read before the database was listened to: it may have changed since.
 */
export function createChangeListener(
  url: string,
  times: ListenTimes = {},
  hasRead: () => boolean = () => false,
): ChangeListener {
  const watchers = new Set<Watcher>();
  let stop: AbortController | undefined;
  let running: Promise<void> = Promise.resolve();
  const closed = new AbortController();

  const tell = (change: Change) => {
    for (const watcher of watchers) watcher(change);
  };

  function start(): void {
    if (stop) return;
    const mine = new AbortController();
    stop = mine;
    running = running.then(() => keepListening({ url, tell, times, hasRead }, mine.signal));
  }

  function leave(watcher: Watcher): void {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    stop?.abort();
    stop = undefined;
  }

  async function* watch(signal: AbortSignal): AsyncGenerator<Change> {
    const end = AbortSignal.any([signal, closed.signal]);
    const latest = createLatest(end);
    if (end.aborted) return;
    watchers.add(latest.put);
    start();
    try {
      for (let change = await latest.take(); change; change = await latest.take()) yield change;
    } finally {
      leave(latest.put);
    }
  }

  return {
    watch,
    async close() {
      closed.abort();
      stop?.abort();
      await running;
    },
  };
}

/** Holds the newest change until it is taken; gives `undefined` once the signal aborted. */
function createLatest(end: AbortSignal) {
  let waiting: Change | undefined;
  let wake = () => {};
  end.addEventListener('abort', () => wake(), { once: true });
  return {
    put(change: Change) {
      waiting = change;
      wake();
    },
    async take(): Promise<Change | undefined> {
      if (waiting === undefined && !end.aborted)
        await new Promise<void>(resolve => {
          wake = resolve;
        });
      const change = waiting;
      waiting = undefined;
      return end.aborted ? undefined : change;
    },
  };
}

type Listening = {
  readonly url: string;
  readonly tell: Watcher;
  readonly times: ListenTimes;
  readonly hasRead: () => boolean;
};

/**
 * Listens until the signal aborts, and connects again whenever it has to: then too something may have
 * changed.
 */
async function keepListening({ url, tell, times, hasRead }: Listening, signal: AbortSignal): Promise<void> {
  const { retryMs = 250, maxRetryMs = 5_000 } = times;
  let pauseMs = retryMs;
  let isFirst = true;
  let failure: string | undefined;
  const listening = () => {
    if (!isFirst || hasRead()) tell({ type: 'changed' });
    isFirst = false;
    failure = undefined;
    pauseMs = retryMs;
  };
  while (!signal.aborted) {
    try {
      await listenOnce(url, signal, times, listening, () => tell({ type: 'changed' }));
    } catch (thrown) {
      if (signal.aborted) return;
      isFirst = false;
      const error = toInspectorError(thrown, url);
      if (error.message !== failure) tell({ type: 'error', error });
      failure = error.message;
    }
    await pause(pauseMs * (0.5 + Math.random() / 2), signal);
    pauseMs = Math.min(pauseMs * 2, maxRetryMs);
  }
}

function toInspectorError(thrown: unknown, url: string): InspectorError {
  const error = toStoreError(thrown, showUrl(url));
  return error instanceof InspectorError
    ? error
    : new InspectorError('unreachable', `${showUrl(url)} cannot be listened to`, { cause: error });
}

/** Listens on a connection of its own until the signal aborts; rejects when the connection ends. */
async function listenOnce(
  url: string,
  signal: AbortSignal,
  { probeMs = 15_000, answerMs = 5_000 }: ListenTimes,
  listening: () => void,
  heard: () => void,
): Promise<void> {
  const client = new pg.Client({
    ...clientConfig(url, { connectTimeoutMs: answerMs, applicationName: 'runlens changes' }),
    query_timeout: answerMs,
  });
  const ended = new Promise<never>((_, reject) => {
    client.on('error', reject);
    client.on('end', () => reject(new Error('Connection terminated')));
  });
  ended.catch(() => undefined);
  client.on('notification', heard);
  try {
    await client.connect();
    await client.query(`LISTEN ${changesChannel}`);
    listening();
    while (!signal.aborted) {
      await Promise.race([pause(probeMs, signal), ended]);
      if (!signal.aborted) await Promise.race([client.query('SELECT 1'), ended]);
    }
  } finally {
    client.end().catch(() => undefined);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
  });
}
