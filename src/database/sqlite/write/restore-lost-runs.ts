import type { Database } from 'better-sqlite3';
import { createCountChanges } from '../../runs/events/count-changes.ts';
import { restoredState } from '../../runs/events/lost-run.ts';
import { createCountWriter } from './sqlite-counts.ts';
import { createRunRows } from './sqlite-rows.ts';

/** Undoes `fileLostRuns` for a remote writer, inside a write transaction. */
export type LostRestorer = {
  readonly has: (writer: string) => boolean;
  /** Restores the status of lost runs that have not changed since. */
  readonly restore: (writer: string, owner: number) => void;
};

export function createLostRestorer(db: Database): LostRestorer {
  const isAny = db.prepare<[string]>('SELECT 1 FROM lost WHERE writer = ? LIMIT 1');
  const forget = db.prepare('DELETE FROM lost WHERE writer = ?');
  const has = (writer: string) => isAny.get(writer) !== undefined;
  return {
    has,
    restore(writer, owner) {
      if (!has(writer)) return;
      const counts = createCountChanges();
      const rows = createRunRows(db, counts);
      for (const run of rows.lostOf(writer))
        rows.update(run, { state: restoredState(run), owner, fields: {} });
      createCountWriter(db)(counts);
      forget.run(writer);
    },
  };
}
