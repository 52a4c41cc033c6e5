import { existsSync, lstatSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isFull } from '../../drivers/sqlite/sqlite-error.ts';
import { makeFolder } from '../../files/folders.ts';
import { errorCode, InspectorError, thrownMessage } from '../../model/errors.ts';
import { toStoreError } from './store-error.ts';

/** Private, as payloads hold secrets. Creates nothing through a link in place of a project's store. */
export function prepareFolder(path: string): void {
  const folder = dirname(path);
  try {
    if (basename(folder) === '.runlens' && isLink(folder)) return requireStore(path, folder);
    makeFolder(folder);
    if (basename(folder) === '.runlens') createFile(join(folder, '.gitignore'), '*\n');
    if (isLink(path)) return requireStore(path, path);
    // SQLite gives its `-wal` and `-shm` files the same mode.
    createFile(path, '', 0o600);
  } catch (error) {
    if (error instanceof InspectorError) throw error;
    if (isFull(error)) throw toStoreError(error, path);
    const reason = thrownMessage(error);
    throw new InspectorError('unreadable', `the folder ${folder} cannot hold a store: ${reason}`, {
      hint: 'name a folder that can be written',
      cause: error,
    });
  }
}

function createFile(path: string, text: string, mode?: number): void {
  if (existsSync(path)) return;
  try {
    // Unlike `a`, `wx` follows no link.
    writeFileSync(path, text, { flag: 'wx', mode });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    if (!existsSync(path)) throw linkError(path);
  }
}

/** An empty file is no store, but SQLite would make one of it. */
function requireStore(path: string, link: string): void {
  if (!statSync(path, { throwIfNoEntry: false })?.size) throw linkError(link);
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function linkError(link: string): InspectorError {
  return new InspectorError('unreadable', `${link} is a link to no store: nothing is created through it`, {
    hint: 'remove the link, or name the place that it leads to',
  });
}

export const storeInFolder = join('.runlens', 'runs.db');
