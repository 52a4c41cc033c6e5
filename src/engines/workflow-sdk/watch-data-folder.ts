import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ChangeQueue, createChangeQueue } from '../../async/change-queue.ts';
import type { Change } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { folders, identityOf, stampOf } from './files/data-files.ts';

export type WatchTiming = {
  /** Writes that come in so short a time are told as one change. */
  readonly restMs: number;
  /** How often the folders are looked at besides, because not every file system tells of changes. */
  readonly pollMs: number;
};

export const usualWatchTiming: WatchTiming = { restMs: 60, pollMs: 700 };

/**
 * Tells of every change in a data folder; and when it is gone, until it is back. Ends when the signal aborts.
 */
export async function* watchDataFolder(
  dataFolder: string,
  signal: AbortSignal,
  timing: WatchTiming = usualWatchTiming,
): AsyncGenerator<Change> {
  const ending = new AbortController();
  const end = () => ending.abort();
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  const queue = createChangeQueue<Change>();
  const watchers = createWatchers(dataFolder, queue, timing);
  const polling = poll(dataFolder, queue, watchers, timing, ending.signal).catch(queue.fail);
  try {
    yield* queue.read(ending.signal);
  } finally {
    end();
    signal.removeEventListener('abort', end);
    watchers.close();
    await polling;
  }
}

const watched = ['.', ...Object.values(folders)];

async function poll(
  dataFolder: string,
  queue: ChangeQueue<Change>,
  watchers: Watchers,
  { pollMs }: WatchTiming,
  signal: AbortSignal,
): Promise<void> {
  let seen = look(dataFolder);
  watchers.open();
  while (!signal.aborted) {
    await delay(pollMs, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) return;
    const now = look(dataFolder);
    if (sameStamps(watchers.told() ?? seen, now)) continue;
    const isThere = now[0] !== undefined;
    if (isThere) queue.push({ type: 'changed' });
    else if (seen[0] !== undefined) queue.push({ type: 'error', error: gone(dataFolder) });
    seen = now;
    watchers.open();
  }
}

type Looked = readonly (string | undefined)[];

function look(dataFolder: string): Looked {
  return watched.map(folder => stampOf(join(dataFolder, folder)));
}

function sameStamps(a: Looked, b: Looked): boolean {
  return a.every((stamp, at) => stamp === b[at]);
}

function gone(dataFolder: string): InspectorError {
  return new InspectorError('unreachable', `the data folder ${dataFolder} is gone`, {
    hint: 'it comes back when the engine writes its next run',
  });
}

type Watchers = {
  /** Watches the folders that are there and are not watched yet. */
  readonly open: () => void;
  /** What the folders were like when a change was told last, since `open`. */
  readonly told: () => Looked | undefined;
  readonly close: () => void;
};

type Watched = { readonly watcher: FSWatcher; readonly identity: string };

function createWatchers(dataFolder: string, queue: ChangeQueue<Change>, { restMs }: WatchTiming): Watchers {
  const open = new Map<string, Watched>();
  let resting: NodeJS.Timeout | undefined;
  let told: Looked | undefined;

  function heard(): void {
    resting ??= setTimeout(() => {
      resting = undefined;
      const looked = look(dataFolder);
      // That the folder is gone is told when it is looked at next.
      if (looked[0] === undefined) return;
      watchAll();
      told = looked;
      queue.push({ type: 'changed' });
    }, restMs);
  }

  /** A folder that took the place of another one of its name is watched anew. */
  function watchAll(): void {
    for (const folder of watched) {
      const identity = identityOf(join(dataFolder, folder));
      if (identity === undefined || identity !== open.get(folder)?.identity) drop(folder);
      if (identity !== undefined && !open.has(folder)) tryToWatch(folder, identity);
    }
  }

  function drop(folder: string): void {
    open.get(folder)?.watcher.close();
    open.delete(folder);
  }

  return {
    told: () => told,
    open: () => {
      told = undefined;
      watchAll();
    },
    close: () => {
      clearTimeout(resting);
      for (const folder of [...open.keys()]) drop(folder);
    },
  };

  /** Where it cannot be watched, looking every moment is enough. */
  function tryToWatch(folder: string, identity: string): void {
    try {
      const watcher = watch(join(dataFolder, folder), { persistent: false }, heard);
      watcher.on('error', () => drop(folder));
      open.set(folder, { watcher, identity });
    } catch {
      drop(folder);
    }
  }
}
