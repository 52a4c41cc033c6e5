import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ConfigOwner } from '../contract/engine.ts';
import { resolvePath } from '../engines/address-path.ts';
import { InspectorError } from '../model/errors.ts';
import type { TargetConfig } from './config-file.ts';
import type { NamedLocation } from './config-parser.ts';
import { createTarget } from './create-target.ts';
import { describeOthersIn, detectStores, nameWithKind } from './detect-stores.ts';
import { findAddresses, passwordBeside } from './found-addresses.ts';
import {
  type FoundLocation,
  formatLocation,
  formatPath,
  locationName,
  looksLikeLocation,
} from './location.ts';
import { mergeTargets } from './merge-targets.ts';
import { isExistingPath, parseConfiguredLocation, parseLocation } from './parse-location.ts';
import { serverOf } from './read-token.ts';
import type { ResolvedTarget, TargetChoice, TargetContext } from './target.ts';

export type TargetText = {
  readonly text: string;
  readonly base: string;
  readonly reason: string;
  readonly writtenBy: ConfigOwner;
  /** Whether it was written for the current folder: then the names of the stores found there hold too. */
  readonly isHere?: true;
};

export function configuredText(
  text: string,
  { path, owner }: TargetConfig,
  context: TargetContext,
): TargetText {
  const isProject = path.endsWith('runlens.config.yaml');
  const reason = isProject ? 'runlens.config.yaml' : formatPath(path, context.cwd, context.home);
  return { text, base: dirname(path), reason, writtenBy: owner };
}

export class UnknownTarget extends InspectorError {
  constructor({ text, reason }: TargetText, configs: readonly TargetConfig[]) {
    const names = [...new Set(configs.flatMap(config => Object.keys(config.targets)))];
    const known = names.length > 0 ? `known names: ${names.join(', ')}` : 'no configuration names any';
    super('usage', `there is no target named "${text}" (${reason})`, {
      hint: `${known}; a path works too, such as ./runs.db`,
    });
  }
}

export async function resolveText(
  source: TargetText,
  configs: readonly TargetConfig[],
  context: TargetContext,
  { isInsecure = false }: Pick<TargetChoice, 'isInsecure'> = {},
): Promise<ResolvedTarget> {
  const texts = splitTargets(source, context);
  const isMany = texts.length > 1;
  const find = (text: string) => findLocation({ ...source, text }, configs, context, isMany);
  const found = (await Promise.all(texts.map(find))).map(one => ({
    ...one,
    isInsecure: isInsecure || one.isInsecure,
  }));
  const [first] = found;
  if (!first) throw new InspectorError('usage', `"${source.text}" names no target (${source.reason})`);
  const target = createTargets(found, source.reason, context);
  const folder = isMany || first.isNamed ? undefined : folderOf(source, context);
  if (folder === undefined) return target;
  const others = describeOthersIn(folder, first.location, context);
  return { ...target, warnings: [...others, ...target.warnings] };
}

export function createTargets(
  found: readonly FoundLocation[],
  reason: string,
  context: TargetContext,
): ResolvedTarget {
  const targets = found.map(one => createTarget(one, reason, context, sharesToken(one, found)));
  const [only] = targets;
  return only && targets.length === 1 ? only : mergeTargets(targets, reason);
}

function folderOf({ text, base }: TargetText, { home }: TargetContext): string | undefined {
  const path = resolvePath(text, { base, home });
  return existsSync(path) && statSync(path).isDirectory() ? path : undefined;
}

/** The names and locations in a text, each once. An existing path that has a comma stays whole. */
export function splitTargets({ text, base }: TargetText, { home }: TargetContext): readonly string[] {
  if (!text.includes(',') || isExistingPath(text, base, home)) return [text];
  const texts = splitOutsideUsers(text).map(one => one.trim());
  return [...new Set(texts)].filter(one => one !== '');
}

/** Keeps commas in the password of an address: its user begins before them, and ends after them. */
function splitOutsideUsers(text: string): readonly string[] {
  const parts: string[] = [];
  for (const part of text.split(',')) {
    const before = parts.at(-1);
    const isInside = before !== undefined && /:\/\/[^/@]*:[^/@]*$/.test(before) && /^[^/:]*@/.test(part);
    if (isInside) parts.splice(-1, 1, `${before},${part}`);
    else parts.push(part);
  }
  return parts;
}

async function findLocation(
  source: TargetText,
  configs: readonly TargetConfig[],
  context: TargetContext,
  isMany: boolean,
): Promise<FoundLocation> {
  const { text, base, writtenBy, isHere } = source;
  for (const config of configs) {
    const named = Object.hasOwn(config.targets, text) ? config.targets[text] : undefined;
    // A missing file is no reason to give up the other targets.
    if (named)
      return chosenBy(writtenBy, configuredLocation(text, named, config, context, { mayBeMissing: isMany }));
  }
  try {
    const location = parseLocation(text, base, context.home);
    const found = isHere ? await passwordBeside(location, context) : undefined;
    return found ?? { name: locationName(location), location, writtenBy };
  } catch (error) {
    if (!(error instanceof InspectorError) || looksLikeLocation(text)) throw error;
    const detected = isHere ? await detectedLocation(text, context) : undefined;
    if (detected) return detected;
    if (isExistingPath(text, base, context.home)) throw error;
    throw new UnknownTarget(source, configs);
  }
}

/** A project's file may choose a name of the user, but starts no program by it. */
function chosenBy(owner: ConfigOwner, found: FoundLocation): FoundLocation {
  const isProgram = found.location.kind === 'engine' && found.location.engine.mayWrite;
  return owner === 'project' && isProgram ? { ...found, writtenBy: owner } : found;
}

export function configuredLocation(
  name: string,
  { location: text, isInsecure, isReadOnly, tokenFile }: NamedLocation,
  { path, owner }: TargetConfig,
  { home }: TargetContext,
  { mayBeMissing = false } = {},
): FoundLocation {
  const base = dirname(path);
  const location = (mayBeMissing ? parseConfiguredLocation : parseLocation)(text, base, home);
  const found = { name, isNamed: true, location, writtenBy: owner, isInsecure, isReadOnly } as const;
  if (tokenFile === undefined) return found;
  return { ...found, tokenFile: resolvePath(tokenFile, { base, home }) };
}

/**
 * The store of this name or of `name~kind`, from the current folder upwards; else the address of this name.
 */
async function detectedLocation(name: string, context: TargetContext): Promise<FoundLocation | undefined> {
  const stores = detectStores(context);
  const unique = stores.find(({ uniqueName }) => uniqueName === name);
  if (unique) return unique;
  const named = stores.filter(store => store.name === name || nameWithKind(store) === name);
  if (named.length === 0) {
    const taken = new Set(stores.map(({ uniqueName }) => uniqueName));
    return (await findAddresses(context, taken)).find(one => one.name === name);
  }
  if (named.length < 2) return named[0];
  const shown = named.map(({ location }) => formatLocation(location, context.cwd, context.home));
  const hint = `name the one that is meant: ${shown.join(', ')}`;
  throw new InspectorError('usage', `several places here are called "${name}"`, { hint });
}

function sharesToken({ location }: FoundLocation, found: readonly FoundLocation[]): boolean {
  const variable = serverOf(location)?.variable;
  const servers = found.flatMap(other => serverOf(other.location) ?? []);
  return new Set(servers.flatMap(one => (one.variable === variable ? [one.origin] : []))).size > 1;
}
