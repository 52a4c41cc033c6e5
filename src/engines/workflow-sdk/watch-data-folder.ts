import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import { type ChangeQueue, createChangeQueue } from '../../async/change-queue.ts';
import { sleep } from '../../async/sleep.ts';
import type { Change } from '../../contract/run-store.ts';
import { InspectorError } from '../../model/errors.ts';
import { folders } from './files/data-files.ts';
import { identityOf, stampOf } from './files/name-groups.ts';

export type WatchTiming = {
  /** Writes within this time become one change. */
  readonly restMs: number;
  /** Polling interval: not every file system reports changes. */
  readonly pollMs: number;
};

export const defaultWatchTiming: WatchTiming = { restMs: 60, pollMs: 700 };

/** Reports changes in a data folder, and when it disappears or returns, until the signal aborts. */
export async function* watchDataFolder(
  dataFolder: string,
  signal: AbortSignal,
  timing: WatchTiming = defaultWatchTiming,
): AsyncGenerator<Change> {
  const ending = new AbortController();
  const until = AbortSignal.any([signal, ending.signal]);
  const queue = createChangeQueue<Change>();
  const watchers = createWatchers(dataFolder, queue, timing);
  const polling = poll(dataFolder, queue, watchers, timing, until).catch(queue.fail);
  try {
    yield* queue.read(until);
  } finally {
    ending.abort();
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
  let seen = readStamps(dataFolder);
  watchers.open();
  while (!signal.aborted) {
    await sleep(pollMs, signal, { ref: false });
    if (signal.aborted) return;
    const now = readStamps(dataFolder);
    if (sameStamps(watchers.reported() ?? seen, now)) continue;
    if (now[0] !== undefined) queue.push({ type: 'changed' });
    else if (seen[0] !== undefined) queue.push({ type: 'error', error: missingFolderError(dataFolder) });
    seen = now;
    watchers.open();
  }
}

type FolderStamps = readonly (string | undefined)[];

function readStamps(dataFolder: string): FolderStamps {
  return watched.map(folder => stampOf(join(dataFolder, folder)));
}

function sameStamps(a: FolderStamps, b: FolderStamps): boolean {
  return a.every((stamp, at) => stamp === b[at]);
}

export function missingFolderError(location: string): InspectorError {
  return new InspectorError('unreachable', `the data folder ${location} is gone`, {
    hint: 'it comes back when the engine writes its next run',
  });
}

type Watchers = {
  readonly open: () => void;
  /** The stamps when a change was last reported, if since `open`. */
  readonly reported: () => FolderStamps | undefined;
  readonly close: () => void;
};

type Watched = { readonly watcher: FSWatcher; readonly identity: string };

function createWatchers(dataFolder: string, queue: ChangeQueue<Change>, { restMs }: WatchTiming): Watchers {
  const open = new Map<string, Watched>();
  let resting: NodeJS.Timeout | undefined;
  let reported: FolderStamps | undefined;

  function onWrite(): void {
    resting ??= setTimeout(() => {
      resting = undefined;
      const stamps = readStamps(dataFolder);
      // The next poll reports that the folder is gone.
      if (stamps[0] === undefined) return;
      watchAll();
      reported = stamps;
      queue.push({ type: 'changed' });
    }, restMs);
  }

  /** Opens, reopens and closes watchers so that they match the folders on disk. */
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
    reported: () => reported,
    open: () => {
      reported = undefined;
      watchAll();
    },
    close: () => {
      clearTimeout(resting);
      for (const folder of [...open.keys()]) drop(folder);
    },
  };

  /** Polling covers a folder that cannot be watched. */
  function tryToWatch(folder: string, identity: string): void {
    try {
      const watcher = watch(join(dataFolder, folder), { persistent: false }, onWrite);
      watcher.on('error', () => drop(folder));
      open.set(folder, { watcher, identity });
    } catch {
      drop(folder);
    }
  }
}
