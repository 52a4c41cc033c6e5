import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { ConfigOwner, Engine } from '../contract/engine.ts';
import { withoutPassword, withoutUser } from './database-url.ts';

export type Location =
  | { readonly kind: 'sqlite'; readonly path: string }
  /** May hold a password: never shown as it is. */
  | { readonly kind: 'postgres'; readonly url: string }
  /** Origin and base path, without a slash at the end. */
  | { readonly kind: 'http'; readonly url: string }
  | EngineLocation;

type EngineLocation = { readonly kind: 'engine'; readonly engine: Engine; readonly place: string };

export type FoundLocation = {
  readonly name: string;
  readonly isNamed?: true;
  readonly location: Location;
  readonly writtenBy: ConfigOwner;
  readonly isInsecure?: boolean;
  readonly isReadOnly?: boolean | undefined;
  readonly tokenFile?: string;
  /** Where an address is that no configuration names: `.env: DATABASE_URL`. It may hold a password. */
  readonly foundIn?: string;
};

const scheme = /^([a-z][a-z0-9+.-]+):/i;

export function schemeOf(text: string): string | undefined {
  return scheme.exec(text)?.[1]?.toLowerCase();
}

/** `localhost:4777`, `192.0.2.1:4777/base`: a server as people write it. */
export function isHostAndPort(text: string): boolean {
  return /^([\w.-]+|\[[\da-f:]+\]):\d{1,5}(\/|$)/i.test(text);
}

export function hasStoreEnding(text: string): boolean {
  return /\.(db|sqlite3?)$/i.test(text);
}

/** Whether a text can only be meant as a location, never as a name of the configuration. */
export function looksLikeLocation(text: string): boolean {
  const isPath = /[/\\]|^[.~]|\.jsonl$/i.test(text) || hasStoreEnding(text);
  return isPath || scheme.test(text) || isHostAndPort(text);
}

/** Shows addresses without user, password and query. */
export function formatLocation(location: Location, cwd: string, home: string): string {
  if (location.kind === 'sqlite') return formatPath(location.path, cwd, home);
  if (location.kind === 'http') return location.url;
  if (location.kind === 'engine') return formatPlace(location, cwd, home);
  return withoutUser(location.url);
}

/** Identifies a location from every folder; without user, password and query. */
export function locationKey(location: Location): string {
  return isDatabase(location) ? formatLocation(location, '/', '/') : absoluteLocation(location);
}

/** The location in a form that holds in every folder, without a password. */
export function absoluteLocation(location: Location): string {
  if (location.kind === 'sqlite') return location.path;
  if (location.kind === 'engine') {
    const { engine, place } = location;
    return `${engine.kind}:${engine.access === 'database' ? withoutPassword(place) : place}`;
  }
  if (location.kind === 'http') return location.url;
  return withoutPassword(location.url);
}

export function isDatabase(location: Location): boolean {
  return databaseUrl(location) !== undefined;
}

export function databaseUrl(location: Location): string | undefined {
  if (location.kind === 'postgres') return location.url;
  return location.kind === 'engine' && location.engine.access === 'database' ? location.place : undefined;
}

/** A path that the engine recognizes is shown without the scheme. */
function formatPlace({ engine, place }: EngineLocation, cwd: string, home: string): string {
  const { kind, access, recognize } = engine;
  if (!isAbsolute(place)) return `${kind}:${access === 'database' ? withoutUser(place) : place}`;
  const [file = place, server = ''] = place.split(/(?=#https?:)/);
  const path = formatPath(file, cwd, home) + server;
  return recognize?.(place) === place ? path : `${kind}:${path}`;
}

/** `runs.db` is named after its project, any other file after itself. */
export function locationName(location: Location): string {
  if (location.kind === 'engine') return location.engine.nameOf(location.place);
  return location.kind === 'sqlite' ? fileName(location.path) : new URL(location.url).host || 'postgres';
}

function fileName(path: string): string {
  const folder = dirname(path);
  const project = basename(folder) === '.runlens' ? dirname(folder) : folder;
  const file = basename(path).replace(/\.[^.]*$/, '');
  return (file === 'runs' ? basename(project) : file).replaceAll(',', '_') || 'local';
}

/** A path as a person in `cwd` would type it: `./…` below it, `~/…` below home, else whole. */
export function formatPath(path: string, cwd: string, home: string): string {
  const below = pathBelow(path, cwd);
  if (below !== undefined) return below === '' ? '.' : `.${sep}${below}`;
  const belowHome = pathBelow(path, home);
  return belowHome === undefined ? path : join('~', belowHome);
}

function pathBelow(path: string, folder: string): string | undefined {
  const rest = relative(folder, path);
  const isOutside = rest === '..' || rest.startsWith(`..${sep}`) || isAbsolute(rest);
  return isOutside ? undefined : rest;
}
