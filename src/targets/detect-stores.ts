import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { storeInFolder } from '../database/sqlite/store-in-folder.ts';
import { foldersUpwards } from '../files/folders-upwards.ts';
import { engines } from './engines.ts';
import { formatPath } from './format-path.ts';
import { type FoundLocation, type Location, locationName } from './location.ts';
import type { TargetContext } from './target.ts';

export type DetectedStore = FoundLocation & { readonly reason: string };

/** Every store from the current folder upwards, nearest first; in a folder, runlens's own comes first. */
export function detectStores(context: TargetContext): readonly DetectedStore[] {
  return foldersUpwards(context.cwd).flatMap(folder => [
    ...detectOwn(folder, context),
    ...engines.flatMap(engine => {
      const found = engine.detect?.(folder, context.env);
      if (!found) return [];
      const location: Location = { kind: 'engine', engine, place: found.place };
      return [toDetected(location, found.reason ?? reasonOf(folder, context))];
    }),
  ]);
}

function detectOwn(folder: string, context: TargetContext): readonly DetectedStore[] {
  const path = join(folder, storeInFolder);
  return existsSync(path) ? [toDetected({ kind: 'sqlite', path }, reasonOf(folder, context))] : [];
}

function toDetected(location: Location, reason: string): DetectedStore {
  return { name: locationName(location), location, writtenBy: 'project', reason };
}

function reasonOf(folder: string, { cwd, home }: TargetContext): string {
  return folder === cwd ? 'found here' : `found in ${formatPath(folder, cwd, home)}`;
}

/** An environment variable that names a place of an engine where nothing was found. */
export type IgnoredVariable = { readonly kind: string; readonly variable: string; readonly place: string };

export function ignoredVariables(
  stores: readonly DetectedStore[],
  { env }: TargetContext,
): readonly IgnoredVariable[] {
  return engines.flatMap(({ kind, placeVariable: variable }) => {
    const place = variable === undefined ? undefined : env[variable];
    if (variable === undefined || !place || stores.some(({ reason }) => reason === variable)) return [];
    return [{ kind, variable, place }];
  });
}

export function describeIgnored({ variable, place }: IgnoredVariable): string {
  return `${variable} is set to ${place}, where there is no folder`;
}
