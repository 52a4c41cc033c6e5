import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { foldersUpwards } from '../files/folders-upwards.ts';

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
