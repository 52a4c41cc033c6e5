import { createThread, type Thread, threadFile } from '../../../async/thread.ts';
import { fitsOnePart, isPacked, splitEvents } from '../../../contract/packed-events.ts';
import type { IntakeBatch, IntakeResult, RunIntake, ServedStore } from '../../../contract/served-store.ts';
import { InspectorError } from '../../../model/errors.ts';
import { type Report, repeatWork, reportAsWarning } from '../../runs/background-work.ts';
import { prepareFolder } from '../prepare-folder.ts';
import type { Reader } from '../read/reader.ts';
import { type Connection, openConnection } from '../store/connection.ts';
import { openSqliteStore, type SqliteStoreOptions } from '../store/open-sqlite-store.ts';
import { retryWhileLocked, toStoreError } from '../store-error.ts';
import type { AskWriter, WriteAnswers, WriteRequest } from './answer-writes.ts';
import {
  findToken,
  listTokens,
  readCancelRequests,
  readOfferingWriters,
  readWantedWriters,
} from './remote-reads.ts';

const everyMs = 5_000;
/** Long enough for a program that only adds a token to end first. */
const firstMs = 500;

type ServedSqliteOptions = SqliteStoreOptions & {
  /** Called with failures of the upkeep that do not pass by themselves. */
  readonly report?: Report;
};

/** Opens a store for a server. A worker thread writes, so that no batch blocks other clients. */
export async function openServedSqlite({
  report = reportAsWarning,
  ...options
}: ServedSqliteOptions): Promise<ServedStore> {
  const { path } = options;
  prepareFolder(path);
  const thread = createThread<WriteRequest, WriteAnswers>(
    threadFile(import.meta.url, './write-worker.ts', './sqlite-write-worker.js'),
    path,
  );
  try {
    await thread.ask({ type: 'open' });
    const store = await openSqliteStore(options);
    const connection = await retryWhileLocked(path, () => openConnection(path));
    return serve({ path, thread, store, stored: store.stored, connection, report });
  } catch (error) {
    await thread.close();
    throw toStoreError(error, path);
  }
}

type Parts = Pick<ServedStore, 'store' | 'stored'> & {
  readonly path: string;
  readonly thread: Thread<WriteRequest, WriteAnswers>;
  readonly connection: Connection;
  readonly report: Report;
};

function serve({ path, thread, store, stored, connection, report }: Parts): ServedStore {
  let closing: Promise<void> | undefined;
  const isClosed = () => closing !== undefined;
  const ask = withUnreachable(thread, path, isClosed);
  const read = <T>(work: (reader: Reader) => T) =>
    retryWhileLocked(path, () => {
      if (isClosed()) throw closedError(path);
      return work(connection.reader());
    });

  const upkeep = repeatWork(() => thread.ask({ type: 'upkeep' }), { everyMs, firstMs, report });

  async function release(): Promise<void> {
    try {
      await upkeep.stop();
      await thread.ask({ type: 'close' });
    } finally {
      await Promise.all([thread.close(), store.close(), connection.close()]);
    }
  }

  const { apply, isWriting } = createApply(ask);

  return {
    store: { ...store, startRun: (request, { signal } = {}) => ask({ type: 'start-run', request }, signal) },
    stored,
    intake: {
      apply,
      heartbeat: writers => ask({ type: 'heartbeat', writers }),
      cancelRequests: writers => read(reader => readCancelRequests(reader, writers)),
    },
    writerKeys: {
      async keep(writer, hash) {
        const kept = await read(reader => readWriterKey(reader, writer));
        return kept ?? ask({ type: 'keep-writer-key', writer, hash });
      },
    },
    starts: {
      claim: (writer, claim) => ask({ type: 'claim-starts', writer, claim }),
      begin: (writer, starts) => ask({ type: 'begin-starts', writer, starts }),
      leave: async (writers, silentMs) => {
        const offering = await read(reader => readOfferingWriters(reader, writers));
        if (offering.length > 0) await ask({ type: 'leave-starts', writers: offering, silentMs });
      },
      wanted: writers => read(reader => readWantedWriters(reader, writers, Date.now())),
    },
    tokens: {
      add: ({ id, name, scopes, hash }) => ask({ type: 'add-token', token: { id, name, scopes, hash } }),
      list: () => read(listTokens),
      find: id => read(reader => findToken(reader, id)),
      revoke: id => ask({ type: 'revoke-token', id }),
    },
    check: async signal =>
      isWriting() ? void read(reader => reader.meta('change')) : ask({ type: 'check' }, signal),
    close() {
      closing ??= release();
      return closing;
    },
  };
}

/** A store that is locked, full or gone may recover: clients that write see it as unreachable. */
function withUnreachable(
  thread: { readonly ask: AskWriter },
  path: string,
  isClosed: () => boolean,
): AskWriter {
  return async (request, signal) => {
    try {
      if (isClosed()) throw closedError(path);
      return await thread.ask(request, signal);
    } catch (error) {
      const isPassing =
        error instanceof InspectorError && (error.kind === 'conflict' || error.kind === 'not-found');
      if (!isPassing) throw error;
      throw new InspectorError('unreachable', error.message, { hint: error.hint, cause: error });
    }
  };
}

function closedError(path: string): InspectorError {
  return new InspectorError('conflict', `${path} was closed`);
}

/** The hash of a remote writer's key. */
function readWriterKey(reader: Reader, writer: string): string | undefined {
  const find = reader.prepare<{ hash: string | null }>('SELECT key_hash AS hash FROM writers WHERE id = ?');
  return find.get(writer)?.hash ?? undefined;
}

type Apply = {
  readonly apply: RunIntake['apply'];
  /** Whether the thread writes a batch that may take seconds: until then, it answers nothing else. */
  readonly isWriting: () => boolean;
};

/** Passes batches to the thread that writes, in parts. */
export function createApply(ask: AskWriter): Apply {
  let lastTicket = 0;
  let large = 0;

  async function write(ticket: number, { events, ...head }: IntakeBatch): Promise<IntakeResult> {
    let from = 0;
    if (isPacked(events)) {
      for (const { count, bytes } of events.parts) {
        await ask({ type: 'packed-events', ticket, from, bytes });
        from += count;
      }
      return ask({ type: 'apply', ticket, count: from, ...head });
    }
    for (const part of splitEvents(events)) {
      await ask({ type: 'events', ticket, from, events: part });
      from += part.length;
    }
    return ask({ type: 'apply', ticket, count: from, ...head });
  }

  return {
    isWriting: () => large > 0,
    async apply(batch) {
      lastTicket += 1;
      const ticket = lastTicket;
      const isLarge = isPacked(batch.events) || !fitsOnePart(batch.events);
      if (isLarge) large += 1;
      try {
        return await write(ticket, batch);
      } catch (error) {
        void ask({ type: 'drop', ticket }).catch(() => undefined);
        throw error;
      } finally {
        if (isLarge) large -= 1;
      }
    },
  };
}
