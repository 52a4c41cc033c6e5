import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { foldersUpwards } from './config.ts';
import { type Location, storeInFolder } from './location.ts';

/** Looks for one kind of store in one folder. */
export type Detector = (folder: string) => Location | undefined;

export const detectors: readonly Detector[] = [
  folder => {
    const path = join(folder, storeInFolder);
    return existsSync(path) ? { kind: 'sqlite', path } : undefined;
  },
];

export type Detected = { readonly folder: string; readonly location: Location };

/** Every store from `cwd` upwards, the nearest first. */
export function detectStores(cwd: string, using: readonly Detector[] = detectors): readonly Detected[] {
  return foldersUpwards(cwd).flatMap(folder =>
    using.flatMap(detect => {
      const location = detect(folder);
      return location ? [{ folder, location }] : [];
    }),
  );
}
