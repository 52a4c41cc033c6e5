import type { Database, Statement } from 'better-sqlite3';
import type { DictionaryField } from '../../runs/dictionary-fields.ts';
import { versionOf } from '../schema.ts';
import { listValues } from '../write/dictionary.ts';
import { findDeadOwners } from '../write/owners.ts';
import type { DeadOwners } from './run-row.ts';

/** A connection for looking, with what several questions share. */
export type Reader = {
  readonly db: Database;
  /** The version of the store's schema when it was opened. */
  readonly version: number;
  /** The prepared statement of a text, made once. */
  readonly prepare: <Row>(sql: string) => Statement<unknown[], Row>;
  readonly deadOwners: () => DeadOwners;
  readonly meta: (name: 'change' | 'spill') => number;
  /** Every value of a field, or `undefined` when they are too many to be listed. */
  readonly valuesOf: (field: DictionaryField | 'name') => readonly string[] | undefined;
  /** Runs `read` on one state of the store. */
  readonly atOnce: <T>(read: () => T) => T;
};

const deadOwnersLiveMs = 250;
const maxNames = 2_000;

export function createReader(db: Database): Reader {
  const statements = new Map<string, Statement<unknown[], unknown>>();
  const prepare = <Row>(sql: string) => {
    let statement = statements.get(sql);
    if (!statement) {
      if (statements.size >= 200) statements.clear();
      statement = db.prepare(sql);
      statements.set(sql, statement);
    }
    return statement as Statement<unknown[], Row>;
  };
  let dead: { readonly at: number; readonly owners: DeadOwners } | undefined;

  return {
    db,
    version: versionOf(db),
    prepare,
    deadOwners() {
      const at = performance.now();
      if (!dead || at - dead.at > deadOwnersLiveMs) {
        dead = {
          at,
          owners: new Map(findDeadOwners(db, Date.now()).map(owner => [owner.id, owner.lastSeenAt])),
        };
      }
      return dead.owners;
    },
    meta: name => prepare<{ value: number }>('SELECT value FROM meta WHERE name = ?').get(name)?.value ?? 0,
    valuesOf(field) {
      if (field === 'name') {
        const rows = prepare<{ name: string }>('SELECT DISTINCT name FROM counts LIMIT ?').all(maxNames + 1);
        return rows.length > maxNames ? undefined : rows.map(row => row.name);
      }
      const { values, isComplete } = listValues(db, field);
      return isComplete ? values : undefined;
    },
    atOnce(read) {
      db.exec('BEGIN');
      try {
        return read();
      } finally {
        if (db.inTransaction) db.exec('COMMIT');
      }
    },
  };
}
