import { type Stats, statSync } from 'node:fs';
import { openReadable } from './open-database.ts';
import { createReader, type Reader } from './read/reader.ts';
import { missingStoreError } from './sqlite-error.ts';
import { createWorkerClient, type WorkerClient } from './worker/worker-client.ts';

/** A connection to a store, reopened when another file replaces the store. */
export type Connection = {
  /** Throws an `InspectorError` when the file is gone or cannot be read. */
  readonly reader: () => Reader;
  readonly worker: () => WorkerClient;
  readonly close: () => Promise<void>;
};

type Opened = {
  readonly reader: Reader;
  readonly worker: WorkerClient;
  readonly file: Pick<Stats, 'ino' | 'dev'>;
};

/** Short, because the screen's thread uses this connection. */
const busyTimeoutMs = 4;

export function openConnection(path: string): Connection {
  let opened: Opened | undefined = open(path);

  function release(): Promise<void> {
    const before = opened;
    opened = undefined;
    before?.reader.db.close();
    return before?.worker.close() ?? Promise.resolve();
  }

  function current(): Opened {
    const file = statSync(path, { throwIfNoEntry: false });
    if (opened && (file?.ino !== opened.file.ino || file.dev !== opened.file.dev)) void release();
    if (!file) throw missingStoreError(path);
    opened ??= open(path);
    return opened;
  }

  return { reader: () => current().reader, worker: () => current().worker, close: release };
}

function open(path: string): Opened {
  const reader = createReader(openReadable(path, busyTimeoutMs));
  return { reader, worker: createWorkerClient(path), file: statSync(path) };
}
