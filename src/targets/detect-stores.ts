import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { storeInFolder } from '../database/sqlite/store-in-folder.ts';
import { engines } from './engines.ts';
import { formatPath } from './format-path.ts';
import type { Location } from './location.ts';
import { foldersUpwards } from './project-folder.ts';
import type { TargetContext } from './target-place.ts';

export type Detected = { readonly location: Location; readonly reason: string };

/**
 * Every store from the current folder upwards, the nearest first; in one folder that of runlens before those
 * of engines.
 */
export function detectStores(place: TargetContext): readonly Detected[] {
  return foldersUpwards(place.cwd).flatMap(folder => [
    ...detectOwn(folder, place),
    ...engines.flatMap(engine => {
      const found = engine.detect?.(folder, place.env);
      if (!found) return [];
      const location: Location = { kind: 'engine', engine, place: found.place };
      return [{ location, reason: found.reason ?? reasonOf(folder, place) }];
    }),
  ]);
}

/** A place that the environment names and where nothing was found. */
export type IgnoredVariable = { readonly kind: string; readonly variable: string; readonly place: string };

export function ignoredVariables(
  found: readonly Detected[],
  { env }: TargetContext,
): readonly IgnoredVariable[] {
  return engines.flatMap(({ kind, placeVariable: variable }) => {
    const place = variable === undefined ? undefined : env[variable];
    if (variable === undefined || !place || found.some(({ reason }) => reason === variable)) return [];
    return [{ kind, variable, place }];
  });
}

export function describeIgnored({ variable, place }: IgnoredVariable): string {
  return `${variable} names ${place}, where no folder is`;
}

function detectOwn(folder: string, place: TargetContext): readonly Detected[] {
  const path = join(folder, storeInFolder);
  return existsSync(path) ? [{ location: { kind: 'sqlite', path }, reason: reasonOf(folder, place) }] : [];
}

function reasonOf(folder: string, { cwd, home }: TargetContext): string {
  return folder === cwd ? 'found here' : `found in ${formatPath(folder, cwd, home)}`;
}
