import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { storeInFolder } from '../database/sqlite/store-in-folder.ts';
import { distrustedFolders, foldersUpwards } from '../files/folders-upwards.ts';

const projectConfigName = 'runlens.config.yaml';

export function findProjectConfig(cwd: string): string | undefined {
  return foldersUpwards(cwd)
    .map(folder => join(folder, projectConfigName))
    .find(path => existsSync(path));
}

/** The folder of the nearest `runlens.config.yaml`, else `cwd` itself. */
export function findProjectFolder(cwd: string): string {
  const config = findProjectConfig(cwd);
  return config === undefined ? cwd : dirname(config);
}

/** The nearest store or configuration in a folder above that does not count. */
export function findDistrusted(cwd: string): string | undefined {
  return distrustedFolders(cwd)
    .flatMap(folder => [projectConfigName, storeInFolder].map(name => join(folder, name)))
    .find(path => existsSync(path));
}
