import { createChangeQueue } from '../../../async/change-queue.ts';
import type { Change } from '../../../contract/run-store.ts';
import { type ListenTimes, listenForChanges } from './listen-for-changes.ts';

/** One connection that listens for all watchers of a database while there are any. */
export type ChangeListener = {
  /** Ends when the signal aborts or the listener closes. Skips all but the newest unread change. */
  readonly watch: (signal: AbortSignal) => AsyncIterable<Change>;
  readonly close: () => Promise<void>;
};

type Watcher = (change: Change) => void;

/** `hasRead`: something was read before the connection listened, and may have changed since. */
export function createChangeListener(
  url: string,
  times: ListenTimes = {},
  hasRead: () => boolean = () => false,
  isForeign = false,
): ChangeListener {
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
    const end = AbortSignal.any([signal, closed.signal]);
    if (end.aborted) return;
    const queue = createChangeQueue<Change>();
    const watcher: Watcher = change => queue.push(change, 'newest');
    add(watcher);
    try {
      yield* queue.read(end);
    } finally {
      remove(watcher);
    }
  }

  return {
    watch,
    async close() {
      closed.abort();
      listening?.abort();
      await running;
    },
  };
}
