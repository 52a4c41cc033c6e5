import Database from 'better-sqlite3';
import { atRelease } from './kept-port.ts';

const opened = new Set<Database.Database>();

/** In place of the class of `better-sqlite3`: nothing else closes what a thread has open. */
export class ClosableDatabase extends Database {
  constructor(...given: ConstructorParameters<typeof Database>) {
    super(...given);
    opened.add(this);
  }
}

atRelease(() => {
  for (const db of opened) db.close();
  opened.clear();
});
