import pg from 'pg';
import { createChangeQueue } from '../../../async/change-queue.ts';
import { createDeadline } from '../../../async/deadline.ts';
import { backoffMs, sleep } from '../../../async/sleep.ts';
import type { Change } from '../../../contract/run-store.ts';
import { showUrl } from '../../../drivers/postgres/postgres-error.ts';
import { createSocketSet } from '../../../drivers/postgres/postgres-pool.ts';
import { InspectorError } from '../../../model/errors.ts';
import { clientConfig, toStoreError } from '../database.ts';
import { changesChannel } from '../postgres-schema.ts';

type Watcher = (change: Change) => void;

/** `hasRead`: whether something was read before the connection listened, which may have changed since. */
export function createChangeListener(
  url: string,
  times: ListenTimes = {},
  hasRead: () => boolean = () => false,
  isForeign = false,
) {
  const watchers = new Set<Watcher>();
  const closed = new AbortController();
  let listening: AbortController | undefined;
  let running: Promise<void> = Promise.resolve();

  const onChange = (change: Change) => {
    for (const watcher of watchers) watcher(change);
  };

  function add(watcher: Watcher): void {
    watchers.add(watcher);
    if (listening) return;
    const started = new AbortController();
    listening = started;
    running = running.then(() =>
      listenForChanges({ url, times, isForeign, hasRead, onChange }, started.signal),
    );
  }

  function remove(watcher: Watcher): void {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    listening?.abort();
    listening = undefined;
  }

  async function* watch(signal: AbortSignal): AsyncGenerator<Change> {
    const either = createDeadline([signal, closed.signal]);
    if (either.signal.aborted) return;
    const queue = createChangeQueue<Change>();
    const watcher: Watcher = change => queue.push(change, 'newest');
    add(watcher);
    try {
      yield* queue.read(either.signal);
    } finally {
      either.end();
      remove(watcher);
    }
  }

  return {
    /** Ends when the signal aborts or the listener closes. Skips all unread changes but the newest. */
    watch,
    async close() {
      closed.abort();
      listening?.abort();
      await running;
    },
  };
}

export type ListenTimes = {
  readonly probeMs?: number;
  /** The timeout of connecting and of each statement. */
  readonly answerMs?: number;
  /** The first and the longest delay before reconnecting, without jitter. */
  readonly retryMs?: number;
  readonly maxRetryMs?: number;
};

type Listening = {
  readonly url: string;
  readonly times: ListenTimes;
  readonly isForeign: boolean;
  readonly hasRead: () => boolean;
  readonly onChange: (change: Change) => void;
};

/** Listens until the signal aborts. A reconnect counts as a change; repeated failures are reported once. */
async function listenForChanges(
  { url, times, isForeign, hasRead, onChange }: Listening,
  signal: AbortSignal,
): Promise<void> {
  const { retryMs = 250, maxRetryMs = 5_000 } = times;
  let tries = 0;
  let isFirst = true;
  let failure: string | undefined;
  const changed = () => onChange({ type: 'changed' });
  const onListening = () => {
    if (!isFirst || hasRead()) changed();
    isFirst = false;
    failure = undefined;
    tries = 0;
  };
  while (!signal.aborted) {
    try {
      await listenOnce({ url, times, isForeign, onListening, changed }, signal);
    } catch (thrown) {
      if (signal.aborted) return;
      isFirst = false;
      const error = toInspectorError(thrown, url);
      if (error.message !== failure) onChange({ type: 'error', error });
      failure = error.message;
    }
    tries += 1;
    await sleep(backoffMs(tries, retryMs, maxRetryMs), signal);
  }
}

function toInspectorError(thrown: unknown, url: string): InspectorError {
  const error = toStoreError(thrown, showUrl(url));
  return error instanceof InspectorError
    ? error
    : new InspectorError('unreachable', `cannot listen to ${showUrl(url)}`, { cause: error });
}

type Connection = Pick<Listening, 'url' | 'times' | 'isForeign'> & {
  readonly onListening: () => void;
  readonly changed: () => void;
};

/** Listens on its own connection until the signal aborts; rejects when the connection ends. */
async function listenOnce(
  { url, times: { probeMs = 15_000, answerMs = 5_000 }, isForeign, onListening, changed }: Connection,
  signal: AbortSignal,
): Promise<void> {
  const sockets = createSocketSet();
  const client = new pg.Client({
    ...clientConfig(url, {
      sockets,
      connectTimeoutMs: answerMs,
      applicationName: 'runlens changes',
      isForeign,
    }),
    query_timeout: answerMs,
  });
  const ended = endOf(client);
  client.on('notification', changed);
  try {
    await client.connect();
    await client.query(`LISTEN ${changesChannel}`);
    onListening();
    while (!signal.aborted) {
      await Promise.race([sleep(probeMs, signal), ended]);
      if (!signal.aborted) await Promise.race([client.query('SELECT 1'), ended]);
    }
  } finally {
    client.end().catch(() => undefined);
    sockets.destroySoon();
  }
}

function endOf(client: pg.Client): Promise<never> {
  const ended = new Promise<never>((_, reject) => {
    client.on('error', reject);
    client.on('end', () => reject(new Error('Connection terminated')));
  });
  ended.catch(() => undefined);
  return ended;
}
