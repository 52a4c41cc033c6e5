import { dirname } from 'node:path';
import { InspectorError } from '../../model/errors.ts';
import type { TargetInfo } from '../store.ts';
import { findProjectConfig, readProjectConfig, readUserConfig, type TargetConfig } from './config.ts';
import { detectStores } from './detect.ts';
import { type Location, looksLikeLocation, parseLocation } from './location.ts';
import { showPath } from './show-path.ts';
import { UnknownTarget } from './unknown-target.ts';

/** Where somebody stands when a target is looked for. */
export type TargetPlace = {
  readonly cwd: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The path of the user's `config.yaml`, which need not exist. */
  readonly userConfigPath: () => Promise<string>;
};

export type ResolvedTarget = Location & { readonly info: TargetInfo; readonly warnings: readonly string[] };

type Source = { readonly text: string; readonly base: string; readonly reason: string };

/**
 * Finds the target in the order: what was named, `RUNLENS_TARGET`, the nearest `runlens.config.yaml`, the user's configuration,
 * then the stores from the current folder upwards. Throws an `InspectorError` that says what to do when there is none.
 */
export async function resolveTarget(named: string | undefined, place: TargetPlace): Promise<ResolvedTarget> {
  const text = named ?? (place.env.RUNLENS_TARGET || undefined);
  const reason = named === undefined ? 'RUNLENS_TARGET' : 'argument';
  if (text !== undefined && looksLikeLocation(text)) {
    return toTarget('local', parseLocation(text, place.cwd, place.home), reason, place);
  }
  const configs = await readConfigs(place);
  const warnings = configs.flatMap(config => config.warnings);
  if (text !== undefined) return { ...byName({ text, base: place.cwd, reason }, configs, place), warnings };
  for (const config of configs) {
    if (config.target === undefined) continue;
    const source = {
      text: config.target,
      base: dirname(config.path),
      reason: showReason(config.path, place),
    };
    return { ...byName(source, configs, place), warnings };
  }
  return { ...detectTarget(place), warnings };
}

/** The configurations that apply, the strongest first. */
export async function readConfigs(place: TargetPlace): Promise<readonly TargetConfig[]> {
  const projectPath = findProjectConfig(place.cwd);
  return [
    ...(projectPath === undefined ? [] : [await readProjectConfig(projectPath)]),
    await readUserConfig(await place.userConfigPath()),
  ];
}

export function toTarget(
  name: string,
  location: Location,
  reason: string,
  place: TargetPlace,
): ResolvedTarget {
  const shown = showPath(location.path, place.cwd, place.home);
  return { ...location, info: { name, kind: location.kind, location: shown, reason }, warnings: [] };
}

function byName(source: Source, configs: readonly TargetConfig[], place: TargetPlace): ResolvedTarget {
  for (const config of configs) {
    if (!Object.hasOwn(config.targets, source.text)) continue;
    const location = parseLocation(config.targets[source.text] ?? '', dirname(config.path), place.home);
    return toTarget(source.text, location, source.reason, place);
  }
  try {
    return toTarget('local', parseLocation(source.text, source.base, place.home), source.reason, place);
  } catch (error) {
    if (!(error instanceof InspectorError) || looksLikeLocation(source.text)) throw error;
    const names = configs.flatMap(config => Object.keys(config.targets));
    throw new UnknownTarget(source.text, source.reason, [...new Set(names)]);
  }
}

function detectTarget(place: TargetPlace): ResolvedTarget {
  const [nearest] = detectStores(place.cwd);
  if (nearest) {
    const isHere = nearest.folder === place.cwd;
    const reason = isHere ? 'found here' : `found in ${showPath(nearest.folder, place.cwd, place.home)}`;
    return toTarget('local', nearest.location, reason, place);
  }
  throw new InspectorError(
    'usage',
    'no runs found: there is no .runlens/runs.db here or in any folder above',
    {
      hint: 'look around with "runlens demo", name a store with "runlens <path>", or record runs with runlens/recorder',
    },
  );
}

function showReason(path: string, place: TargetPlace): string {
  return path.endsWith('runlens.config.yaml') ? 'runlens.config.yaml' : showPath(path, place.cwd, place.home);
}
