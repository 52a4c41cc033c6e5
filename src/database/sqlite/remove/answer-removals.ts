import type { Database } from 'better-sqlite3';
import { openReadable, openRemovable } from '../open-database.ts';
import { compactStore } from './compact-store.ts';
import { readSize, storedBytes } from './file-size.ts';
import type { RemoveRequest } from './remove-requests.ts';
import { createRemoval, type Removal } from './sliced-removal.ts';

const busyTimeoutMs = 3_000;

/** Handles requests to remove runs of a store, which is opened for writing when it first has to be. */
export function answerRemovals(path: string): (request: RemoveRequest, signal: AbortSignal) => unknown {
  let removal: Removal | undefined;

  function read<T>(work: (db: Database) => T): T {
    const db = openReadable(path, busyTimeoutMs);
    try {
      return work(db);
    } finally {
      db.close();
    }
  }
  function current(): Removal {
    removal ??= createRemoval(openRemovable(path));
    return removal;
  }
  function close(): void {
    removal?.close();
    removal = undefined;
  }

  return (request, signal) => {
    switch (request.type) {
      case 'remove':
        return current().remove(request.ids, request.endedBefore, signal);
      case 'give-back':
        return current().giveBack(request.how, signal);
      case 'bytes-of':
        return read(db => storedBytes(db, request.ids));
      case 'size':
        return read(readSize);
      case 'compact':
        close();
        return compactStore(path);
      case 'close':
        return close();
    }
  };
}
