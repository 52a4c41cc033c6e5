import { existsSync } from 'node:fs';
import { yieldToEventLoop } from '../../../async/yield-to-event-loop.ts';
import { InspectorError } from '../../../model/errors.ts';
import { createLogIndexer } from '../changes/index-logs.ts';
import { createTextIndexer } from '../changes/index-texts.ts';
import { openRecordable } from '../open-database.ts';
import { openRunWriter } from './open-run-writer.ts';

const sliceMs = 100;

/** Fills a new store with runs without owners, and leaves no text unindexed. */
export async function openSampleWriter(path: string) {
  if (existsSync(path)) {
    throw new InspectorError('conflict', `${path} exists already`, {
      hint: 'name a file that does not exist yet',
    });
  }
  const writer = await openRunWriter({ path, owner: 'none', indexing: 'none' });
  const db = openRecordable(path);
  const indexers = [createTextIndexer(db), createLogIndexer(db)];
  return {
    write: writer.write,
    /** Commits and indexes what was written. Await it now and then, and before `close`. */
    async settle() {
      await writer.flush();
      for (const { indexSome } of indexers) while (indexSome(sliceMs)) await yieldToEventLoop();
    },
    async close() {
      db.close();
      await writer.close();
    },
  };
}
