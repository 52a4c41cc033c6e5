import type { Database } from 'better-sqlite3';
import { type SearchedField, type SearchedTexts, searchedFields } from '../../runs/dictionary-fields.ts';
import { incompleteMark } from '../../runs/events/dictionary.ts';

/** The texts of a run that bare words search, but that the dictionary does not list. */
export type UnlistedTexts = {
  /** Call it inside the transaction before `of`. */
  readonly refresh: () => void;
  readonly of: (run: SearchedTexts) => readonly string[];
};

export function createUnlistedTexts(db: Database): UnlistedTexts {
  const isListed = db.prepare('SELECT 1 FROM dictionary WHERE field = ? AND value = ?');
  let incomplete: readonly SearchedField[] = [];
  return {
    refresh() {
      incomplete = searchedFields.filter(field => isListed.get(field + incompleteMark, incompleteMark));
    },
    of: run =>
      incomplete.flatMap(field => {
        const text = run[field];
        return typeof text === 'string' && !isListed.get(field, text) ? [text] : [];
      }),
  };
}
