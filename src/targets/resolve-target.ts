import { dirname } from 'node:path';
import { InspectorError } from '../model/errors.ts';
import { readProjectConfig, readUserConfig, type TargetConfig } from './config.ts';
import { type Detected, detectStores, showUnheeded, unheededPlaces } from './detect.ts';
import { findLocation, type Source, splitTargets } from './find-location.ts';
import { type Location, looksLikeLocation } from './location.ts';
import { foundWords } from './place-words.ts';
import { findProjectConfig } from './project-folder.ts';
import { variableOf } from './read-token.ts';
import type { ResolvedTarget, SingleTarget } from './resolved-target.ts';
import { nameLocation } from './show-location.ts';
import { showPath } from './show-path.ts';
import type { TargetPlace } from './target-place.ts';
import { toTarget } from './to-target.ts';

type Options = {
  /** Whether the certificates of servers go unchecked. */
  readonly isInsecure?: boolean;
};

/**
 * Finds the target in the order: what was named, `RUNLENS_TARGET`, the nearest `runlens.config.yaml`, the
 * user's configuration, then the stores from the current folder upwards. A text with commas names several,
 * which become one. Throws an `InspectorError` that says what to do when there is none.
 */
export async function resolveTarget(
  named: string | undefined,
  place: TargetPlace,
  options: Options = {},
): Promise<ResolvedTarget> {
  const text = named ?? (place.env.RUNLENS_TARGET || undefined);
  if (text !== undefined) {
    const reason = named === undefined ? 'RUNLENS_TARGET' : 'argument';
    const source: Source = { text, base: place.cwd, reason, givenBy: 'user', isHere: true };
    const isPlain = splitTargets(source, place).every(looksLikeLocation);
    const configs = isPlain ? [] : await readConfigs(place);
    return withWarnings(await resolveSource(source, configs, place, options), configs);
  }
  const configs = await readConfigs(place);
  for (const config of configs) {
    if (config.target === undefined) continue;
    const source = sourceOf(config.target, config, place);
    return withWarnings(await resolveSource(source, configs, place, options), configs);
  }
  return withWarnings(detectTarget(place), configs);
}

/** The configurations that apply, the strongest first. */
export async function readConfigs(place: TargetPlace): Promise<readonly TargetConfig[]> {
  const projectPath = findProjectConfig(place.cwd);
  return [
    ...(projectPath === undefined ? [] : [await readProjectConfig(projectPath)]),
    await readUserConfig(await place.userConfigPath()),
  ];
}

/** The target or targets that a text means; names are those of the configurations. */
export async function resolveSource(
  source: Source,
  configs: readonly TargetConfig[],
  place: TargetPlace,
  { isInsecure = false }: Options = {},
): Promise<ResolvedTarget> {
  const texts = splitTargets(source, place);
  const isMany = texts.length > 1;
  const found = texts.map(text => {
    const one = findLocation({ ...source, text }, configs, place, isMany);
    return { ...one, isInsecure: isInsecure || one.isInsecure };
  });
  const [first] = found;
  if (!first) throw new InspectorError('usage', `"${source.text}" names no target (${source.reason})`);
  if (!isMany) return toTarget(first, source.reason, place);
  const { mergeTargets } = await import('./merge-targets.ts');
  const targets = found.map(one =>
    toTarget(one, source.reason, place, isOneServerOfMany(one.location, found)),
  );
  return mergeTargets(targets, source.reason);
}

/** Whether servers of other origins would get the same token. */
function isOneServerOfMany(location: Location, found: readonly { readonly location: Location }[]): boolean {
  const variable = serverOf(location)?.variable;
  const servers = found.flatMap(other => serverOf(other.location) ?? []);
  return new Set(servers.flatMap(one => (one.variable === variable ? [one.origin] : []))).size > 1;
}

function serverOf(location: Location): { readonly variable: string; readonly origin: string } | undefined {
  if (location.kind === 'http') return { variable: variableOf({}), origin: new URL(location.url).origin };
  if (location.kind !== 'engine' || location.engine.tokenVariable === undefined) return undefined;
  return { variable: location.engine.tokenVariable, origin: new URL(location.place).origin };
}

export function sourceOf(text: string, config: TargetConfig, place: TargetPlace): Source {
  return { text, base: dirname(config.path), reason: showReason(config.path, place), givenBy: config.owner };
}

function withWarnings(target: ResolvedTarget, configs: readonly TargetConfig[]): ResolvedTarget {
  return { ...target, warnings: [...configs.flatMap(({ warnings }) => warnings), ...target.warnings] };
}

function detectTarget(place: TargetPlace): ResolvedTarget {
  const found = detectStores(place);
  const [nearest] = found;
  const unheeded = unheededPlaces(found, place).map(showUnheeded);
  if (nearest) {
    const target = toDetectedTarget(nearest, place);
    return { ...target, warnings: [...unheeded, ...target.warnings] };
  }
  const also = unheeded.map(text => `, and ${text}`).join('');
  throw new InspectorError(
    'usage',
    `no runs found: there is no ${foundWords} here or in any folder above${also}`,
    {
      hint: `look around with "runlens demo", name a place with "runlens <path>" or "runlens restate:", or record runs with runlens/recorder`,
    },
  );
}

export function toDetectedTarget({ location, reason }: Detected, place: TargetPlace): SingleTarget {
  return toTarget({ name: nameLocation(location), location, givenBy: 'project' }, reason, place);
}

function showReason(path: string, place: TargetPlace): string {
  return path.endsWith('runlens.config.yaml') ? 'runlens.config.yaml' : showPath(path, place.cwd, place.home);
}
