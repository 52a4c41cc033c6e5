import { existsSync } from 'node:fs';
import { yieldToEventLoop } from '../../../async/yield-to-event-loop.ts';
import type { RunEvent } from '../../../contract/run-events.ts';
import { InspectorError } from '../../../model/errors.ts';
import { createLogIndexer } from '../changes/index-logs.ts';
import { createTextIndexer } from '../changes/index-texts.ts';
import { openRecordable } from '../open-database.ts';
import { openRunWriter } from './open-run-writer.ts';

const sliceMs = 100;

type SampleWriter = {
  readonly write: (events: readonly RunEvent[]) => void;
  /** Commits what was written and indexes its texts. Await it now and then, and before `close`. */
  readonly settle: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Fills a new store with runs without owners, and leaves no text for a later writer to index. */
export async function openSampleWriter(path: string): Promise<SampleWriter> {
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
