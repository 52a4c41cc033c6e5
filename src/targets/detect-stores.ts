import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { storeInFolder } from '../database/sqlite/prepare-folder.ts';
import { foldersUpwards } from '../files/folders.ts';
import { engines } from './engines.ts';
import { type FoundLocation, formatLocation, formatPath, type Location, locationName } from './location.ts';
import { uniqueNames } from './merge-targets.ts';
import type { TargetContext } from './target.ts';

type DetectedStore = FoundLocation & {
  readonly reason: string;
  readonly folder: string;
  /** Where several share a name, it has the kind, or else a number. */
  readonly uniqueName: string;
};

type FoundStore = Omit<DetectedStore, 'uniqueName'>;

/** Nearest first; in a folder, runlens's own store comes first. */
export function detectStores(context: TargetContext): readonly DetectedStore[] {
  const found = foldersUpwards(context.cwd).flatMap(folder => detectIn(folder, context));
  // An environment variable names the same place in every folder.
  const stores = [...new Map(found.toReversed().map(one => [keyOf(one), one])).values()].reverse();
  const names = uniqueNames(stores.map(({ name, location }) => ({ name, kind: kindOf(location) })));
  return stores.map((store, at) => ({ ...store, uniqueName: names[at] ?? store.name }));
}

function detectIn(folder: string, context: TargetContext): readonly FoundStore[] {
  const own = join(folder, storeInFolder);
  const toFound = (location: Location, reason = reasonOf(folder, context)): FoundStore => ({
    name: locationName(location),
    location,
    writtenBy: 'project',
    reason,
    folder,
  });
  return [
    ...(existsSync(own) ? [toFound({ kind: 'sqlite', path: own })] : []),
    ...engines.flatMap(engine => {
      const found = engine.detect?.(folder, context.env);
      return found ? [toFound({ kind: 'engine', engine, place: found.place }, found.reason)] : [];
    }),
  ];
}

/** Works even where a configuration gives the plain name to another place. */
export function nameWithKind({ name, location }: Pick<FoundLocation, 'name' | 'location'>): string {
  return `${name}~${kindOf(location)}`;
}

function kindOf(location: Location): string {
  return location.kind === 'engine' ? location.engine.kind : location.kind;
}

function keyOf({ location }: Pick<FoundStore, 'location'>): string {
  return location.kind === 'engine' ? `${location.engine.kind}:${location.place}` : JSON.stringify(location);
}

export function describeOthersIn(
  folder: string,
  opened: Location,
  context: TargetContext,
): readonly string[] {
  const found = detectIn(folder, { ...context, env: {} });
  if (!found.some(one => keyOf(one) === keyOf({ location: opened }))) return [];
  return found
    .filter(other => keyOf(other) !== keyOf({ location: opened }))
    .map(({ location }) => {
      const place = formatLocation(location, context.cwd, context.home);
      return `${place} (${kindOf(location)}) is there, too: --target ${place} opens it`;
    });
}

export function describePassedOver(
  [nearest, ...others]: readonly DetectedStore[],
  { cwd, home }: TargetContext,
): readonly string[] {
  return others
    .filter(({ folder }) => folder === nearest?.folder)
    .map(({ location, uniqueName }) => {
      const place = formatLocation(location, cwd, home);
      return `${place} (${kindOf(location)}) is here, too: --target ${uniqueName} opens it`;
    });
}

export function rejectedFiles(context: TargetContext) {
  const { cwd, home } = context;
  return foldersUpwards(cwd).flatMap(folder =>
    engines.flatMap(({ kind, detectedNames = [], whyNot }) =>
      detectedNames.flatMap(name => {
        const path = join(folder, name);
        const problem = whyNot?.(path);
        return problem === undefined
          ? []
          : [{ kind, path: formatPath(path, cwd, home), reason: reasonOf(folder, context), problem }];
      }),
    ),
  );
}

function reasonOf(folder: string, { cwd, home }: TargetContext): string {
  return folder === cwd ? 'found here' : `found in ${formatPath(folder, cwd, home)}`;
}

/** An environment variable that names a place of an engine where nothing was found. */
type IgnoredVariable = { readonly kind: string; readonly variable: string; readonly place: string };

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
