import { rmSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { createThread, threadFile } from '../../../async/thread.ts';
import { createUnindexedRuns } from '../changes/index-texts.ts';
import type { BulkIndexAnswers, BulkIndexRequest } from './answer-bulk-index.ts';

/** Indexes the texts of a store that is filled in one go, in a thread of its own, beside the store. */
export type BulkIndex = {
  /** Sends the waiting runs to the thread. Throws when it failed before. */
  readonly indexWaiting: () => void;
  /** Resolves when the thread is at most one commit behind. */
  readonly settled: () => Promise<void>;
  /** Waits for the thread, and copies the indexes into the store. */
  readonly finish: () => Promise<void>;
  readonly abandon: () => Promise<void>;
};

const runsAtOnce = 500;

export function startBulkIndex(db: Database): BulkIndex {
  const path = `${db.name}-texts`;
  removeFile(path);
  const file = threadFile(import.meta.url, './bulk-index-worker.ts', './sqlite-bulk-index-worker.js');
  const thread = createThread<BulkIndexRequest, BulkIndexAnswers>(file, path);
  const waiting = createUnindexedRuns(db);
  let failure: { readonly error: unknown } | undefined;
  let [before, last]: readonly Promise<unknown>[] = [Promise.resolve(), Promise.resolve()];
  const ask = (request: BulkIndexRequest) =>
    thread.ask(request).catch(error => {
      failure ??= { error };
    });
  const take = db.transaction(() => {
    waiting.refresh();
    for (;;) {
      const { taken, runs } = waiting.take(runsAtOnce);
      last = ask({ type: 'index', runs });
      if (taken < runsAtOnce) return;
    }
  });

  function throwFailure(): void {
    if (failure) throw failure.error;
  }

  async function abandon(): Promise<void> {
    await thread.close();
    removeFile(path);
  }

  return {
    indexWaiting() {
      throwFailure();
      before = last;
      take.immediate();
    },
    settled: async () => void (await before),
    async finish() {
      try {
        await ask({ type: 'end' });
        throwFailure();
        copyIndexes(db, path);
      } finally {
        await abandon();
      }
    },
    abandon,
  };
}

/** FTS5 keeps an index without content in these tables and in its configuration. */
const parts = ['data', 'idx', 'docsize'] as const;

/** SQLite lets the tables of an index be written only outside its defensive mode. */
function copyIndexes(db: Database, path: string): void {
  db.prepare('ATTACH ? AS side').run(path);
  db.unsafeMode(true);
  db.transaction(() => {
    for (const table of ['texts', 'words'].flatMap(index => parts.map(part => `${index}_${part}`)))
      db.exec(`DELETE FROM main.${table}; INSERT INTO main.${table} SELECT * FROM side.${table}`);
  }).immediate();
  db.unsafeMode(false);
  db.exec('DETACH side');
}

function removeFile(path: string): void {
  for (const end of ['', '-journal']) rmSync(path + end, { force: true });
}
