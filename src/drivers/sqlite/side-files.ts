import { closeSync, lstatSync, readSync, realpathSync } from 'node:fs';
import { openRegularFile } from '../../files/read-small-file.ts';
import { errorCode, InspectorError } from '../../model/errors.ts';

/**
 * Refuses a store with a pipe, a link or the like in place of a file that SQLite keeps beside it, and one
 * whose journal names a file outside of the store.
 */
export function checkSideFiles(path: string): void {
  const realPath = realPathOf(path);
  for (const ending of ['-journal', '-wal', '-shm']) {
    const side = realPath + ending;
    const stats = lstatSync(side, { throwIfNoEntry: false });
    if (!stats) continue;
    if (!stats.isFile()) throw unfit(`${side} is not a regular file`);
    if (ending === '-journal' && namesFile(side, stats.size)) throw unfit(`${side} names another file`);
  }
}

/** SQLite keeps its files where a symbolic link leads. */
function realPathOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

/** Ends a journal that names a super-journal (SQLite's `pager.c`, `writeSuperJournal`). */
const magic = Buffer.from('d9d505f920a163d7', 'hex');

/** SQLite would read the named file, and might delete it. No store of runlens has such a journal. */
function namesFile(journal: string, size: number): boolean {
  if (size <= magic.length) return false;
  const file = openIfThere(journal);
  if (file === undefined) return false;
  try {
    const end = Buffer.alloc(magic.length);
    readSync(file, end, 0, end.length, size - end.length);
    return end.equals(magic);
  } finally {
    closeSync(file);
  }
}

/** A journal is gone when its transaction ends. */
function openIfThere(path: string): number | undefined {
  try {
    return openRegularFile(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function unfit(problem: string): InspectorError {
  return new InspectorError('unreadable', `${problem}: the store is not opened`, {
    hint: 'SQLite keeps files of these names beside a store: look where this one is from, and remove it',
  });
}
