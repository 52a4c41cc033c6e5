import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { storeInFolder } from '../database/sqlite/store-in-folder.ts';
import { foldersUpwards } from '../files/folders.ts';
import { InspectorError } from '../model/errors.ts';

/**
 * Resolves `location` (a file, or a folder with `.runlens/runs.db`); by default the nearest
 * `.runlens/runs.db` from `cwd` upwards, else a new one in `cwd`. Throws for an address, which is no path.
 */
export function locateStore(location: string | undefined, cwd: string): string {
  if (location === undefined) return findUpwards(cwd) ?? join(cwd, storeInFolder);
  refuseAddress(location);
  const path = resolve(cwd, location.replace(/^sqlite:(\/\/(?=[/.]))?/, ''));
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? join(path, storeInFolder) : path;
}

function findUpwards(cwd: string): string | undefined {
  return foldersUpwards(cwd)
    .map(folder => join(folder, storeInFolder))
    .find(path => existsSync(path));
}

/** Its password would become the name of a folder. */
function refuseAddress(location: string): void {
  if (/^postgres(ql)?:/i.test(location))
    throw new InspectorError('usage', 'a recorder does not write into PostgreSQL itself', {
      hint: 'run "runlens serve --store postgres://…", and give the address of that server as url',
    });
  if (/^(?!sqlite:)[a-z][a-z0-9+.-]+:\/\//i.test(location))
    throw new InspectorError('usage', 'the location of a store is a file or a folder, not an address', {
      hint: 'give the address of a server as url',
    });
}
