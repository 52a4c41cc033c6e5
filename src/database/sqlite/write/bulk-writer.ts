import { addEvent, createEventBatch } from '../../../contract/event-batch.ts';
import type { RunWriter } from '../../../contract/run-events.ts';
import { openForBulk } from '../open-database.ts';
import { toStoreError } from '../sqlite-error.ts';
import { finishBulk } from '../sqlite-schema.ts';
import { createTextIndexer } from './index-texts.ts';
import { createBatchRecorder } from './record-batch.ts';

const mostEvents = 40_000;
const textHashBytes = 32 * 1_024 * 1_024;

export type BulkWriterOptions = {
  readonly path: string;
  readonly indexing?: 'now' | 'none';
};

/** Fills a new store with runs without owners, for samples and imports. Valid only once `close` resolves. */
export async function openBulkWriter({ path, indexing = 'now' }: BulkWriterOptions): Promise<RunWriter> {
  const db = openForBulk(path);
  const recorder = createBatchRecorder(db);
  const indexer = indexing === 'now' ? createTextIndexer(db) : undefined;
  const setTextOption = db.prepare('INSERT INTO words(words, rank) VALUES (?, CAST(? AS INTEGER))');
  setTextOption.run('automerge', 0);
  setTextOption.run('hashsize', textHashBytes);
  let batch = createEventBatch();

  function commit(): void {
    if (batch.events === 0) return;
    try {
      const [refused] = recorder.commit(batch, () => null);
      if (refused) throw refused.error;
      batch = createEventBatch();
      indexer?.indexSome(Number.POSITIVE_INFINITY);
    } catch (error) {
      throw toStoreError(error, path);
    }
  }

  function finish(): void {
    try {
      commit();
      setTextOption.run('automerge', 4);
      setTextOption.run('hashsize', 1_024 * 1_024);
      db.transaction(() => finishBulk(db)).immediate();
      db.pragma('journal_mode = WAL');
    } finally {
      db.close();
    }
  }

  return {
    write(events) {
      for (const event of events) addEvent(batch, event);
      if (batch.events >= mostEvents) commit();
    },
    flush: async () => commit(),
    onCancelRequested: () => () => {},
    async close() {
      if (db.open) finish();
    },
  };
}
