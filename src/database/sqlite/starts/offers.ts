import type { Database } from 'better-sqlite3';
import { type Sql, sql } from '../../../query-sql/sql-template.ts';
import { findDeadOwners } from '../lost-owners.ts';

/** Selects as `workflow` what running programs offer; `gone` are the owners that are gone. */
export function offeredWorkflows(gone: Iterable<number>): Sql {
  return sql`SELECT DISTINCT workflow FROM offers WHERE owner IN (SELECT id FROM owners)
    AND owner NOT IN (SELECT value FROM json_each(${JSON.stringify([...gone])})) ORDER BY workflow`;
}

/** The names of the workflows that can be started now. */
export function readOffers(db: Database, now: number): readonly string[] {
  const statement = offeredWorkflows(findDeadOwners(db, now).map(({ id }) => id));
  return db
    .prepare<unknown[], string>(statement.sql)
    .pluck()
    .all(...statement.values);
}

/** The offers of owners. Call every method inside a write transaction. */
type OfferRows = {
  /** Replaces an owner's offers, and removes those that owners left behind. Returns whether any changed. */
  readonly put: (owner: number, workflows: readonly string[]) => boolean;
  readonly has: (owner: number) => boolean;
};

export function createOfferRows(db: Database): OfferRows {
  const removeGone = db.prepare('DELETE FROM offers WHERE owner NOT IN (SELECT id FROM owners)');
  const remove = db.prepare(
    'DELETE FROM offers WHERE owner = ? AND workflow NOT IN (SELECT value FROM json_each(?))',
  );
  const insert = db.prepare('INSERT OR IGNORE INTO offers VALUES (?, ?)');
  const has = db.prepare('SELECT 1 FROM offers WHERE owner = ? AND owner IN (SELECT id FROM owners)');
  return {
    put(owner, workflows) {
      const removed = removeGone.run().changes + remove.run(owner, JSON.stringify(workflows)).changes;
      const added = workflows.map(workflow => insert.run(owner, workflow).changes);
      return removed > 0 || added.includes(1);
    },
    has: owner => has.get(owner) !== undefined,
  };
}
