import { openReadable } from '../open-database.ts';
import { createReader, type Reader } from '../read/reader.ts';
import { createReplaceableFile } from '../replaceable-file.ts';
import { createWorkerClient, type WorkerClient } from '../worker/worker-client.ts';

/** A connection to a store, reopened when another file replaces the store. */
export type Connection = {
  /** Throws an `InspectorError` when the file is gone or cannot be read. */
  readonly reader: () => Reader;
  readonly worker: () => WorkerClient;
  readonly close: () => Promise<void>;
};

/** Short, because the screen's thread uses this connection. */
const busyTimeoutMs = 4;

export function openConnection(path: string): Connection {
  const store = createReplaceableFile(
    path,
    () => ({
      reader: createReader(openReadable(path, busyTimeoutMs)),
      worker: createWorkerClient(path),
    }),
    ({ reader, worker }) => {
      reader.db.close();
      return worker.close();
    },
  );
  store.open();
  return {
    reader: () => store.current().reader,
    worker: () => store.current().worker,
    close: async () => store.close(),
  };
}
