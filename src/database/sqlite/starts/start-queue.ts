import { sleep } from '../../../async/sleep.ts';
import type { BegunStart, StartListener, StartQueue } from '../../../contract/start-queue.ts';
import type { Report } from '../../runs/background-work.ts';
import { isBusy, toStoreError } from '../sqlite-error.ts';
import type { OwnStarts } from './own-starts.ts';

const pollMs = 100;
const busyRetryMs = 4;
const beginTimeoutMs = 5_000;

export type StartQueueOptions = {
  readonly path: string;
  /** The starts of the file that is open now, and of the one at the path, which is opened if need be. */
  readonly opened: () => OwnStarts | undefined;
  readonly current: () => OwnStarts | undefined;
  /** Reports what `work` throws, and returns `undefined` then. */
  readonly attempt: <T>(work: () => T) => T | undefined;
  readonly report: Report;
};

export type PolledStartQueue = StartQueue & {
  readonly isListening: () => boolean;
  /** Offers again where another program took this one for gone, and looks for claims that were given up. */
  readonly renew: () => void;
  readonly stop: () => void;
};

/** The queue of a store's file, which is looked at only while something is offered. */
export function createStartQueue(options: StartQueueOptions): PolledStartQueue {
  const { opened, attempt } = options;
  const held = new Set<string>();
  let listener: StartListener | undefined;
  let seen: Seen | undefined;
  let looking: NodeJS.Immediate | undefined;
  let polling: NodeJS.Timeout | undefined;

  /** Cheap while the store has not changed. */
  function poll(): void {
    const starts = listener && opened();
    if (!listener || !starts) return;
    if (seen?.starts !== starts) held.clear();
    const room = listener.room();
    const names = JSON.stringify([...room.keys()]);
    if (seen?.starts !== starts || seen.names !== names) {
      attempt(() => {
        starts.offer([...room.keys()]);
        seen = { starts, names, version: undefined };
      });
    }
    if (seen?.starts !== starts) return;
    const version = starts.version();
    if (version === seen.version) return;
    const claimed = attempt(() => starts.claim({ room, held }));
    if (!claimed) return;
    seen = { starts, names, version };
    for (const { id } of claimed) held.add(id);
    if (claimed.length > 0) listener.claimed(claimed);
  }
  function lookSoon(): void {
    if (seen) seen = { ...seen, version: undefined };
    looking ??= setImmediate(() => {
      looking = undefined;
      poll();
    });
  }
  function stop(): void {
    if (!listener) return;
    listener = undefined;
    seen = undefined;
    clearImmediate(looking);
    clearInterval(polling);
    attempt(() => {
      const starts = opened();
      starts?.release([...held]);
      starts?.offer([]);
    });
    held.clear();
  }

  return {
    isListening: () => listener !== undefined,
    renew() {
      if (!seen || !listener) return;
      seen = seen.starts.isOffering() ? { ...seen, version: undefined } : undefined;
      poll();
    },
    stop,
    listen(added) {
      listener = added;
      clearInterval(polling);
      polling = setInterval(poll, pollMs).unref();
      lookSoon();
      return stop;
    },
    roomChanged: lookSoon,
    async begin(id, at) {
      const begun = await beginSoon(options, id, at);
      held.delete(id);
      return begun;
    },
    release(ids) {
      attempt(() => opened()?.release(ids));
      for (const id of ids) held.delete(id);
    },
  };
}

/** What was offered where, and the version of the store in which there was nothing more to claim. */
type Seen = { readonly starts: OwnStarts; readonly names: string; readonly version: unknown };

/** Waits for other writers. A start that cannot begin stays claimed, and is claimed once more. */
async function beginSoon(
  { path, current, report }: StartQueueOptions,
  id: string,
  at: number,
): Promise<BegunStart | undefined> {
  const deadline = performance.now() + beginTimeoutMs;
  for (;;) {
    try {
      return current()?.begin(id, at);
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) {
        report(toStoreError(error, path));
        return undefined;
      }
    }
    await sleep(busyRetryMs);
  }
}
