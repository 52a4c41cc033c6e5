import type { Database } from 'better-sqlite3';
import type { DictionaryField } from '../../runs/dictionary-fields.ts';
import { incompleteMark } from '../../runs/events/dictionary.ts';

/** The values of a field that are listed, and whether those are all there are. */
export function listValues(
  db: Database,
  field: DictionaryField,
): { readonly values: readonly string[]; readonly isComplete: boolean } {
  const values = db
    .prepare<[string], string>('SELECT value FROM dictionary WHERE field = ?')
    .pluck()
    .all(field);
  return {
    values,
    isComplete:
      db.prepare('SELECT 1 FROM dictionary WHERE field = ?').get(field + incompleteMark) === undefined,
  };
}
