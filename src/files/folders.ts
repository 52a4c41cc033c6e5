import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from '../model/errors.ts';

/**
 * The current folder and those above it in which something may be looked for. A folder above counts only if
 * it belongs to the user, to root or to the owner of the current folder, and if not everybody may write to
 * it: what lies in `/tmp` may come from anyone.
 */
export function foldersUpwards(cwd: string): readonly string[] {
  return [cwd, ...foldersAbove(cwd).filter(trustFrom(cwd))];
}

export function distrustedFolders(cwd: string): readonly string[] {
  const isTrusted = trustFrom(cwd);
  return foldersAbove(cwd).filter(folder => !isTrusted(folder));
}

function trustFrom(cwd: string): (folder: string) => boolean {
  const owners = new Set([0, process.getuid?.(), statOf(cwd)?.uid]);
  return folder => {
    if (process.platform === 'win32') return true;
    const stats = statOf(folder);
    return stats !== undefined && owners.has(stats.uid) && (stats.mode & forEverybody) === 0;
  };
}

const forEverybody = 0o002;

function foldersAbove(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [] : [parent, ...foldersAbove(parent)];
}

function statOf(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/**
 * Creates a folder, and those above it, unless it exists. `recursive` of Node would try for ever where a file
 * system answers each time that there is no folder above, as that of `/proc` does.
 */
export function makeFolder(path: string, mode?: number): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (isFolder(path)) return;
    const above = dirname(path);
    if (errorCode(error) !== 'ENOENT' || existsSync(above)) throw error;
    makeFolder(above, mode);
    makeFolder(path, mode);
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
