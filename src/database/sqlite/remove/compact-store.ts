import { InspectorError } from '../../../model/errors.ts';
import { openRemovable } from '../open-database.ts';
import { isBusy } from '../sqlite-error.ts';

/**
 * Rewrites a store's file without free space, and lets it shrink from now on if it was made otherwise. Throws
 * an `InspectorError` while another program has it open.
 */
export function compactStore(path: string): void {
  const db = openRemovable(path);
  try {
    db.pragma('busy_timeout = 0');
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('journal_mode = DELETE');
    db.exec('BEGIN EXCLUSIVE; COMMIT');
    for (const table of ['texts', 'words']) db.exec(`INSERT INTO ${table}(${table}) VALUES ('optimize')`);
    db.pragma('auto_vacuum = INCREMENTAL');
    db.exec('VACUUM');
    db.pragma('journal_mode = WAL');
  } catch (error) {
    throw isBusy(error) ? openElsewhere(path) : error;
  } finally {
    db.close();
  }
}

function openElsewhere(path: string): InspectorError {
  return new InspectorError('conflict', `another program has ${path} open, so that it cannot be rewritten`, {
    hint: 'end the programs that record into it or show it, or leave --compact out',
  });
}
