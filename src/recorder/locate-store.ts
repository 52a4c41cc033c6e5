import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { InspectorError } from '../model/errors.ts';
import { storeInFolder } from '../stores/targets/location.ts';

/**
 * The file to record into: `location` (a file, or a folder that holds or shall hold `.runlens/runs.db`), else the nearest
 * `.runlens/runs.db` from `cwd` upwards, else the one that `cwd` shall have.
 */
export function locateStore(location: string | undefined, cwd: string): string {
  if (location === undefined) return findUpwards(cwd) ?? join(cwd, storeInFolder);
  const path = resolve(cwd, location.replace(/^sqlite:(\/\/(?=[/.]))?/, ''));
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? join(path, storeInFolder) : path;
}

function findUpwards(folder: string): string | undefined {
  const path = join(folder, storeInFolder);
  if (existsSync(path)) return path;
  const parent = dirname(folder);
  return parent === folder ? undefined : findUpwards(parent);
}

/**
 * Makes the store's folder; a `.runlens` of its own stays out of version control, because payloads hold secrets.
 * Throws an `InspectorError` when it cannot be made.
 */
export function prepareFolder(path: string): void {
  const folder = dirname(path);
  try {
    mkdirSync(folder, { recursive: true });
    const ignored = join(folder, '.gitignore');
    if (basename(folder) === '.runlens' && !existsSync(ignored)) writeFileSync(ignored, '*\n');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const hint = 'name a folder that can be written';
    throw new InspectorError('unreadable', `the folder ${folder} cannot hold a store: ${reason}`, {
      hint,
      cause: error,
    });
  }
}
