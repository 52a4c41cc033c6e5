import type { Database } from 'better-sqlite3';
import { type DictionaryField, dictionaryLimits } from '../../runs/dictionary-fields.ts';

/** Kept as the value of `<field>!` when not every value of a field was listed. */
const incomplete = '!';

export type DictionaryWriter = {
  readonly note: (field: DictionaryField, value: string | undefined) => void;
  /** Reads again what is listed: the transaction was rolled back. */
  readonly forget: () => void;
};

export function createDictionaryWriter(db: Database): DictionaryWriter {
  const insert = db.prepare('INSERT OR IGNORE INTO dictionary VALUES (?, ?)');
  const known = new Map<DictionaryField, Set<string>>();
  const overflown = new Set<DictionaryField>();
  const valuesOf = (field: DictionaryField) => {
    let values = known.get(field);
    if (!values) {
      values = new Set(listValues(db, field).values);
      known.set(field, values);
    }
    return values;
  };
  return {
    note(field, value) {
      if (value === undefined) return;
      const values = valuesOf(field);
      if (values.has(value)) return;
      if (values.size < dictionaryLimits.values && value.length <= dictionaryLimits.valueUnits) {
        insert.run(field, value);
        values.add(value);
      } else if (!overflown.has(field)) {
        insert.run(field + incomplete, incomplete);
        overflown.add(field);
      }
    },
    forget() {
      known.clear();
      overflown.clear();
    },
  };
}

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
    isComplete: db.prepare('SELECT 1 FROM dictionary WHERE field = ?').get(field + incomplete) === undefined,
  };
}
