import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { storeInFolder } from '../../database/sqlite/store-in-folder.ts';
import { foldersUpwards } from '../../files/folders-upwards.ts';

/**
 * Resolves `location` (a file, or a folder with `.runlens/runs.db`); by default the nearest
 * `.runlens/runs.db` from `cwd` upwards, else a new one in `cwd`.
 */
export function locateStore(location: string | undefined, cwd: string): string {
  if (location === undefined) return findUpwards(cwd) ?? join(cwd, storeInFolder);
  const path = resolve(cwd, location.replace(/^sqlite:(\/\/(?=[/.]))?/, ''));
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? join(path, storeInFolder) : path;
}

function findUpwards(cwd: string): string | undefined {
  return foldersUpwards(cwd)
    .map(folder => join(folder, storeInFolder))
    .find(path => existsSync(path));
}
