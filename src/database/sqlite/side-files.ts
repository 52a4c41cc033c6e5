import { lstatSync } from 'node:fs';
import { InspectorError } from '../../model/errors.ts';

/** Refuses a store with a pipe, a link or the like in place of a file that SQLite keeps beside it. */
export function checkSideFiles(path: string): void {
  for (const ending of ['-journal', '-wal', '-shm']) {
    const stats = lstatSync(path + ending, { throwIfNoEntry: false });
    if (!stats || stats.isFile()) continue;
    throw new InspectorError(
      'unreadable',
      `${path}${ending} is not a regular file: the store is not opened`,
      {
        hint: 'SQLite keeps files of these names beside a store: look where this one is from, and remove it',
      },
    );
  }
}
