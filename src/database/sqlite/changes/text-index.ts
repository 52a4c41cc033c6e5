import type { Database } from 'better-sqlite3';
import {
  type RecordedTexts,
  type ShownRun,
  toTextsEntry,
  toWordsEntry,
} from '../../runs/filter/index-entry.ts';

/** A run with the texts to index. */
export type IndexedRun = RecordedTexts & { readonly key: number; readonly shown: ShownRun };

/** Writes the entries of a run to both text indexes. */
export function createTextIndex(db: Database): (run: IndexedRun) => void {
  const texts = db.prepare('INSERT OR REPLACE INTO texts(rowid, text) VALUES (?, ?)');
  const words = db.prepare('INSERT OR REPLACE INTO words(rowid, text) VALUES (?, ?)');
  return ({ key, shown, ...recorded }) => {
    texts.run(key, toTextsEntry(shown));
    words.run(key, toWordsEntry(recorded).join(' '));
  };
}
