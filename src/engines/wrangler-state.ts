import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Engine } from '../contract/engine.ts';
import { InspectorError } from '../model/errors.ts';
import { addressPath, resolvePath } from './address-path.ts';

/** The folder of a project in which `wrangler dev` keeps its data. */
export const stateFolder = join('.wrangler', 'state', 'v3');

type StateEngine = Pick<Engine, 'kind' | 'detectedNames' | 'open'> & {
  readonly shows: string;
  readonly hint: string;
  readonly isKept: (place: string) => boolean;
};

export function stateEngine({ shows, hint, isKept, ...engine }: StateEngine): Engine {
  return {
    ...engine,
    isRemote: false,
    access: 'path',
    locate(text, where) {
      const path = addressPath(text);
      const found = findState(resolvePath(path, where), isKept);
      if (found !== undefined) return found;
      throw new InspectorError('usage', `there are no ${shows} of wrangler dev at ${path || '.'}`, { hint });
    },
    recognize: path => findState(path, isKept),
    detect(folder) {
      const place = join(folder, stateFolder);
      return isKept(place) ? { place } : undefined;
    },
    nameOf(place) {
      const folder = dirname(place);
      const isDefault = folder.endsWith(join('.wrangler', 'state'));
      return basename(isDefault ? dirname(dirname(folder)) : folder).replaceAll(',', '_') || engine.kind;
    },
  };
}

/** The state folder itself, that of a project, or one named by `--persist-to`. */
function findState(path: string, isKept: (place: string) => boolean): string | undefined {
  const inside = [stateFolder, join('state', 'v3'), 'v3'].map(name => join(path, name));
  return [path, ...inside].find(place => basename(place) === 'v3' && isKept(place));
}

/** Empty where there is no such folder. */
export function namesInState(place: string, folder: string): readonly string[] {
  try {
    return readdirSync(join(place, folder));
  } catch {
    return [];
  }
}
