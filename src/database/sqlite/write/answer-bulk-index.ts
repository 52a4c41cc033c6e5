import Database from 'better-sqlite3';
import { createTextIndex, type IndexedRun } from '../changes/index-texts.ts';
import { textIndexes } from '../sqlite-schema.ts';

export type BulkIndexRequest =
  | { readonly type: 'index'; readonly runs: readonly IndexedRun[] }
  | { readonly type: 'end' };
export type BulkIndexAnswers = { readonly index: undefined; readonly end: undefined };

const textHashBytes = 32 * 1_024 * 1_024;

/** FTS5 merges its parts later, when the store is recorded into. */
export function setBulkOptions(db: Database.Database, isBulk: boolean): void {
  const set = db.prepare('INSERT INTO words(words, rank) VALUES (?, CAST(? AS INTEGER))');
  set.run('automerge', isBulk ? 0 : 4);
  set.run('hashsize', isBulk ? textHashBytes : 1_024 * 1_024);
}

/** Fills the text indexes of a file of their own. */
export function answerBulkIndex(path: string): (request: BulkIndexRequest) => undefined {
  const db = new Database(path);
  for (const setting of ['journal_mode = MEMORY', 'synchronous = OFF', 'cache_size = -64000'])
    db.pragma(setting);
  db.exec(textIndexes);
  setBulkOptions(db, true);
  const index = createTextIndex(db);
  const indexAll = db.transaction((runs: readonly IndexedRun[]) => {
    for (const run of runs) index(run);
  });
  return request => {
    if (request.type === 'index') indexAll(request.runs);
    else db.close();
  };
}
