import { createThread, type Thread, threadFile } from '../../../async/thread.ts';
import type { IntakeBatch, IntakeResult, ServedStore, Token } from '../../../contract/served-store.ts';
import { staleClaimMs } from '../../../contract/starts/start-queue.ts';
import { InspectorError } from '../../../model/errors.ts';
import { parsePayload } from '../../../model/payload/json-text.ts';
import { type Report, repeatWork, reportAsWarning } from '../../runs/background-work.ts';
import { type TokenRow, toToken } from '../../runs/token-row.ts';
import { prepareFolder } from '../prepare-folder.ts';
import type { Reader } from '../read/reader.ts';
import { type Connection, openConnection } from '../store/connection.ts';
import { openSqliteStore, type SqliteStoreOptions } from '../store/open-sqlite-store.ts';
import { retryWhileLocked, toStoreError } from '../store-error.ts';
import type { AskWriter, WriteAnswers, WriteRequest } from './write-worker.ts';

const everyMs = 5_000;
/** Long enough for a program that only adds a token to end first. */
const firstMs = 500;

type ServedSqliteOptions = SqliteStoreOptions & {
  /** Receives failures of the upkeep that do not pass by themselves. */
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
  let store: Awaited<ReturnType<typeof openSqliteStore>> | undefined;
  try {
    await thread.ask({ type: 'open' });
    store = await openSqliteStore(options);
    const connection = await retryWhileLocked(path, () => openConnection(path));
    return serve({ path, thread, store, stored: store.stored, connection, report });
  } catch (error) {
    await Promise.all([thread.close(), store?.close()]);
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

  let writing = 0;
  async function apply(batch: IntakeBatch): Promise<IntakeResult> {
    writing += 1;
    try {
      return await ask({ type: 'apply', batch });
    } finally {
      writing -= 1;
    }
  }

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
    // A write of a batch may occupy the thread for seconds.
    check: async signal =>
      writing > 0 ? void read(reader => reader.meta('change')) : ask({ type: 'check' }, signal),
    close() {
      closing ??= release();
      return closing;
    },
  };
}

/** A store that is locked, full or gone may recover, so writing clients see it as unreachable. */
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

function readWriterKey(reader: Reader, writer: string): string | undefined {
  const find = reader.prepare<{ hash: string | null }>('SELECT key_hash AS hash FROM writers WHERE id = ?');
  return find.get(writer)?.hash ?? undefined;
}

function readCancelRequests(
  reader: Reader,
  writers: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const requested = reader.prepare<{ id: string }>(
    `SELECT id FROM runs INDEXED BY runs_cancel WHERE owner = (SELECT owner FROM writers WHERE id = ?)
       AND cancel_requested_at IS NOT NULL ORDER BY key`,
  );
  const found = new Map<string, readonly string[]>();
  for (const writer of writers) {
    const ids = requested.all(writer).map(row => row.id);
    if (ids.length > 0) found.set(writer, ids);
  }
  return found;
}

function readWantedWriters(reader: Reader, writers: readonly string[], now: number): readonly string[] {
  const wanted = reader.prepare<{ id: string }>(`
    SELECT DISTINCT w.id FROM writers w JOIN offers o ON o.owner = w.owner
    WHERE w.id IN (SELECT value FROM json_each(?)) AND EXISTS (
      SELECT 1 FROM starts s WHERE s.workflow = o.workflow
        AND (s.claimed_by IS NULL OR s.claimed_at < ? OR s.claimed_by NOT IN (SELECT id FROM owners))
    )`);
  return wanted.all(JSON.stringify(writers), now - staleClaimMs).map(({ id }) => id);
}

function readOfferingWriters(reader: Reader, writers: readonly string[]): readonly string[] {
  const offering = reader.prepare<{ id: string }>(
    'SELECT id FROM writers WHERE id IN (SELECT value FROM json_each(?)) AND owner IN (SELECT owner FROM offers)',
  );
  return offering.all(JSON.stringify(writers)).map(({ id }) => id);
}

type Row = TokenRow & { readonly scopes: string };

function listTokens(reader: Reader): readonly Token[] {
  return reader.prepare<Row>('SELECT * FROM tokens ORDER BY created_at, rowid').all().map(decodeRow);
}

function findToken(reader: Reader, id: string): (Token & { readonly hash: string }) | undefined {
  const row = reader.prepare<Row>('SELECT * FROM tokens WHERE id = ?').get(id);
  return row && { ...decodeRow(row), hash: row.hash };
}

function decodeRow(row: Row): Token {
  const scopes = parsePayload(row.scopes);
  return toToken(row, Array.isArray(scopes) ? scopes : []);
}
