import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The folder of a project in which `wrangler dev` keeps its data. */
export const stateFolder = join('.wrangler', 'state', 'v3');

/** That folder: itself, in a project, or one that was named by `--persist-to`. */
export function findState(path: string, isKept: (place: string) => boolean): string | undefined {
  const inside = [stateFolder, join('state', 'v3'), 'v3'].map(name => join(path, name));
  return [path, ...inside].find(place => basename(place) === 'v3' && isKept(place));
}

/** The name of the project, or of the folder that was named. */
export function nameOfState(place: string): string {
  const folder = dirname(place);
  const isDefault = folder.endsWith(join('.wrangler', 'state'));
  return basename(isDefault ? dirname(dirname(folder)) : folder).replaceAll(',', '_');
}

/** The names in a folder of it, of what is kept by a part of the engine; none where it is not there. */
export function namesInState(place: string, folder: string): readonly string[] {
  try {
    return readdirSync(join(place, folder));
  } catch {
    return [];
  }
}
