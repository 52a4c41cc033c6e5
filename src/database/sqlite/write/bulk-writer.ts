import { addEvent, createEventBatch } from '../../../contract/event-batch.ts';
import type { RunWriter } from '../../../contract/run-events.ts';
import { createTextIndexer } from '../changes/index-texts.ts';
import { createBatchRecorder } from '../changes/record-batch.ts';
import { finishBulk, openForBulk } from '../open-database.ts';
import { toStoreError } from '../sqlite-error.ts';
import { setBulkOptions } from './answer-bulk-index.ts';
import { type BulkIndex, startBulkIndex } from './bulk-index.ts';

const mostEvents = 10_000;

export type BulkWriterOptions = {
  readonly path: string;
  readonly indexing?: 'now' | 'none';
};

export type BulkWriter = RunWriter & {
  /** Await it now and then, so that texts that wait to be indexed do not pile up in memory. */
  readonly settled: () => Promise<void>;
};

/** Fills a new store with runs without owners, for samples and imports. Valid only once `close` resolves. */
export async function openBulkWriter({ path, indexing = 'now' }: BulkWriterOptions): Promise<BulkWriter> {
  const db = openForBulk(path);
  const recorder = createBatchRecorder(db);
  const indexer = indexing === 'now' ? createTextIndexer(db) : undefined;
  /** What is written at once is indexed at once; more is indexed by a thread, unless that has begun. */
  let thread: BulkIndex | 'none' | undefined = indexer ? undefined : 'none';
  setBulkOptions(db, true);
  let batch = createEventBatch();

  function indexAtOnce(): void {
    thread ??= 'none';
    if (thread === 'none') indexer?.indexSome(Number.POSITIVE_INFINITY);
    else thread.indexWaiting();
  }

  function commit(): void {
    if (batch.events === 0) return;
    try {
      const [refused] = recorder.commit(batch, () => null).refused;
      if (refused) throw refused.error;
      batch = createEventBatch();
      indexAtOnce();
    } catch (error) {
      throw toStoreError(error, path);
    }
  }

  async function finish(): Promise<void> {
    try {
      commit();
      setBulkOptions(db, false);
      if (thread !== undefined && thread !== 'none') await thread.finish();
      db.transaction(() => finishBulk(db)).immediate();
      db.pragma('journal_mode = WAL');
    } catch (error) {
      if (thread !== undefined && thread !== 'none') await thread.abandon();
      throw toStoreError(error, path);
    } finally {
      db.close();
    }
  }

  let closing: Promise<void> | undefined;
  return {
    write(events) {
      for (const event of events) addEvent(batch, event);
      if (batch.events < mostEvents) return;
      thread ??= startBulkIndex(db);
      commit();
    },
    flush: async () => commit(),
    settled: async () => {
      if (thread !== undefined && thread !== 'none') await thread.settled();
    },
    onCancelRequested: () => () => {},
    close() {
      closing ??= db.open ? finish() : Promise.resolve();
      return closing;
    },
  };
}
