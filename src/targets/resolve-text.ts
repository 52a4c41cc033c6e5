import { dirname, join, resolve } from 'node:path';
import type { ConfigOwner } from '../contract/engine.ts';
import { InspectorError } from '../model/errors.ts';
import type { NamedLocation, TargetConfig } from './config.ts';
import type { FoundLocation } from './create-target.ts';
import { detectStores } from './detect-stores.ts';
import { formatLocation, locationName } from './format-location.ts';
import { isPathOfSomething, looksLikeLocation, parseKnownLocation, parseLocation } from './location.ts';
import type { TargetContext } from './target-place.ts';
import { UnknownTarget } from './unknown-target.ts';

/** A text that names targets, and who wrote it where. */
export type TargetText = {
  readonly text: string;
  /** Where its relative paths start. */
  readonly base: string;
  readonly reason: string;
  readonly givenBy: ConfigOwner;
  /**
   * Whether somebody wrote it who stands in the current folder: then names of what is found from there are
   * known.
   */
  readonly isHere?: true;
};

/**
 * The names and locations in a text, each once; a path that holds a comma stays whole where something is
 * there.
 */
export function splitTargets({ text, base }: TargetText, { home }: TargetContext): readonly string[] {
  if (!text.includes(',') || isPathOfSomething(text, base, home)) return [text];
  const texts = text.split(',').map(one => one.trim());
  return [...new Set(texts)].filter(one => one !== '');
}

/**
 * What one name or location means. Beside others, a configured file that is not there is no reason to give
 * up.
 */
export function findLocation(
  { text, base, reason, givenBy, isHere }: TargetText,
  configs: readonly TargetConfig[],
  place: TargetContext,
  isMany: boolean,
): FoundLocation {
  for (const config of configs) {
    const named = Object.hasOwn(config.targets, text) ? config.targets[text] : undefined;
    if (named) return fromConfig(text, named, config, place, isMany);
  }
  try {
    const location = parseLocation(text, base, place.home);
    return { name: locationName(location), location, givenBy };
  } catch (error) {
    if (!(error instanceof InspectorError) || looksLikeLocation(text)) throw error;
    const detected = isHere ? findDetected(text, place) : undefined;
    if (detected) return detected;
    const names = configs.flatMap(config => Object.keys(config.targets));
    throw new UnknownTarget(text, reason, [...new Set(names)]);
  }
}

/** What "runlens targets" lists under a name because it is found from the current folder upwards. */
function findDetected(name: string, place: TargetContext): FoundLocation | undefined {
  const found = detectStores(place).filter(({ location }) => locationName(location) === name);
  const [only] = found;
  if (!only) return undefined;
  if (found.length === 1) return { name, location: only.location, givenBy: 'project' };
  const shown = found.map(({ location }) => formatLocation(location, place.cwd, place.home));
  throw new InspectorError('usage', `several places here are called "${name}"`, {
    hint: `name the one that is meant: ${shown.join(', ')}`,
  });
}

/** A location that a configuration names. Throws what `parseLocation` throws, unless it `mayBeGone`. */
export function fromConfig(
  name: string,
  { location: text, isInsecure, tokenFile }: NamedLocation,
  { path, owner }: TargetConfig,
  { home }: TargetContext,
  mayBeGone = false,
): FoundLocation {
  const base = dirname(path);
  const location = (mayBeGone ? parseKnownLocation : parseLocation)(text, base, home);
  const found = { name, isNamed: true, location, givenBy: owner, isInsecure } as const;
  if (tokenFile === undefined) return found;
  const expanded = tokenFile.startsWith('~/') ? join(home, tokenFile.slice(2)) : resolve(base, tokenFile);
  return { ...found, tokenFile: expanded };
}
