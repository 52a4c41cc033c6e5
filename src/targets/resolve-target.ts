import { dirname } from 'node:path';
import { InspectorError } from '../model/errors.ts';
import { readProjectConfig, readUserConfig, type TargetConfig } from './config.ts';
import { createTarget } from './create-target.ts';
import { type Detected, describeIgnored, detectStores, ignoredVariables } from './detect-stores.ts';
import { locationName } from './format-location.ts';
import { formatPath } from './format-path.ts';
import { type Location, looksLikeLocation } from './location.ts';
import { storeNames } from './location-help.ts';
import { findProjectConfig } from './project-folder.ts';
import { tokenVariable } from './read-token.ts';
import { findLocation, splitTargets, type TargetText } from './resolve-text.ts';
import type { ResolvedTarget, SingleTarget } from './target.ts';
import type { TargetContext } from './target-place.ts';

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
  place: TargetContext,
  options: Options = {},
): Promise<ResolvedTarget> {
  const text = named ?? (place.env.RUNLENS_TARGET || undefined);
  if (text !== undefined) {
    const reason = named === undefined ? 'RUNLENS_TARGET' : 'argument';
    const source: TargetText = { text, base: place.cwd, reason, givenBy: 'user', isHere: true };
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
export async function readConfigs(place: TargetContext): Promise<readonly TargetConfig[]> {
  const projectPath = findProjectConfig(place.cwd);
  return [
    ...(projectPath === undefined ? [] : [await readProjectConfig(projectPath)]),
    await readUserConfig(await place.userConfigPath()),
  ];
}

/** The target or targets that a text means; names are those of the configurations. */
export async function resolveSource(
  source: TargetText,
  configs: readonly TargetConfig[],
  place: TargetContext,
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
  if (!isMany) return createTarget(first, source.reason, place);
  const { mergeTargets } = await import('./merge-targets.ts');
  const targets = found.map(one =>
    createTarget(one, source.reason, place, isOneServerOfMany(one.location, found)),
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
  if (location.kind === 'http') return { variable: tokenVariable({}), origin: new URL(location.url).origin };
  if (location.kind !== 'engine' || location.engine.tokenVariable === undefined) return undefined;
  return { variable: location.engine.tokenVariable, origin: new URL(location.place).origin };
}

export function sourceOf(text: string, config: TargetConfig, place: TargetContext): TargetText {
  return { text, base: dirname(config.path), reason: showReason(config.path, place), givenBy: config.owner };
}

function withWarnings(target: ResolvedTarget, configs: readonly TargetConfig[]): ResolvedTarget {
  return { ...target, warnings: [...configs.flatMap(({ warnings }) => warnings), ...target.warnings] };
}

function detectTarget(place: TargetContext): ResolvedTarget {
  const found = detectStores(place);
  const [nearest] = found;
  const unheeded = ignoredVariables(found, place).map(describeIgnored);
  if (nearest) {
    const target = toDetectedTarget(nearest, place);
    return { ...target, warnings: [...unheeded, ...target.warnings] };
  }
  const also = unheeded.map(text => `, and ${text}`).join('');
  throw new InspectorError(
    'usage',
    `no runs found: there is no ${storeNames} here or in any folder above${also}`,
    {
      hint: `look around with "runlens demo", name a place with "runlens <path>" or "runlens restate:", or record runs with runlens/recorder`,
    },
  );
}

export function toDetectedTarget({ location, reason }: Detected, place: TargetContext): SingleTarget {
  return createTarget({ name: locationName(location), location, givenBy: 'project' }, reason, place);
}

function showReason(path: string, place: TargetContext): string {
  return path.endsWith('runlens.config.yaml')
    ? 'runlens.config.yaml'
    : formatPath(path, place.cwd, place.home);
}
