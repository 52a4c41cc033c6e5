import { pollChanges } from '../../../async/poll-changes.ts';
import { createThread, threadFile } from '../../../async/thread.ts';
import type { Change } from '../../../contract/run-store.ts';
import { openReadable } from '../open-database.ts';
import { createReader, type Reader } from '../read/reader.ts';
import { createReplaceableFile } from '../replaceable-file.ts';
import { toStoreError } from '../store-error.ts';
import type { Answers, Request } from '../worker/worker.ts';

export type Connection = ReturnType<typeof openConnection>;

/** Short, because the screen's thread uses this connection. */
const busyTimeoutMs = 4;

export function openConnection(path: string) {
  const store = createReplaceableFile(
    path,
    () => ({
      reader: createReader(openReadable(path, busyTimeoutMs)),
      worker: createThread<Request, Answers>(
        threadFile(import.meta.url, '../worker/worker.ts', './sqlite-worker.js'),
        path,
      ),
    }),
    ({ reader, worker }) => {
      reader.db.close();
      return worker.close();
    },
  );
  store.open();
  return {
    /** Throws an `InspectorError` when the file is gone or cannot be read. */
    reader: () => store.current().reader,
    worker: () => store.current().worker,
    close: async () => store.close(),
  };
}

/** A poll that finds no change takes microseconds. */
const pollMs = 50;
const lostPollMs = 1_000;

type Seen = {
  readonly reader: Reader;
  /** The number of files opened so far: a file may be replaced. */
  readonly opened: number;
  readonly version: unknown;
  readonly change: number;
  readonly lost: string;
  readonly lostAt: number;
};

/** Reports writes, except heartbeats, and dead owners. */
export function watchStore(
  connection: Connection,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<Change> {
  let seen: Seen | undefined;
  const read = async () => {
    try {
      seen = readState(connection.reader(), seen);
      return JSON.stringify([seen.opened, seen.change, seen.lost]);
    } catch (error) {
      throw toStoreError(error, path);
    }
  };
  return pollChanges(read, { pollMs }, signal);
}

function readState(reader: Reader, before: Seen | undefined): Seen {
  const version = reader.db.pragma('data_version', { simple: true });
  const isSame = before !== undefined && before.reader === reader;
  const isWritten = !isSame || version !== before.version;
  const isLostDue = !isSame || isWritten || performance.now() - before.lostAt > lostPollMs;
  if (!isWritten && !isLostDue) return before;
  return {
    reader,
    opened: isSame ? before.opened : (before?.opened ?? 0) + 1,
    version,
    change: isWritten ? reader.meta('change') : before.change,
    lost: isLostDue ? [...reader.deadOwners().keys()].join() : before.lost,
    lostAt: isLostDue ? performance.now() : before.lostAt,
  };
}
