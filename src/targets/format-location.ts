import { basename, dirname, isAbsolute } from 'node:path';
import type { Engine } from '../contract/engine.ts';
import { formatPath } from './format-path.ts';
import type { Location } from './location.ts';

/** A location as it may be shown: addresses without user, password and query. */
export function formatLocation(location: Location, cwd: string, home: string): string {
  if (location.kind === 'sqlite') return formatPath(location.path, cwd, home);
  if (location.kind === 'http') return location.url;
  if (location.kind === 'engine') return showPlace(location.engine, location.place, cwd, home);
  const { protocol, host, pathname } = new URL(location.url);
  return `${protocol}//${host}${pathname}`;
}

/** What a location without a name of its own is called: a file after its project. */
export function locationName(location: Location): string {
  if (location.kind === 'engine') return location.engine.nameOf(location.place);
  return location.kind === 'sqlite' ? fileName(location.path) : addressName(location.url);
}

/** A path that means the same without its scheme is shown without. */
function showPlace({ kind, recognize }: Engine, place: string, cwd: string, home: string): string {
  if (!isAbsolute(place)) return `${kind}:${place}`;
  const path = formatPath(place, cwd, home);
  return recognize?.(place) === place ? path : `${kind}:${path}`;
}

function fileName(path: string): string {
  const folder = dirname(path);
  const project = basename(folder) === '.runlens' ? dirname(folder) : folder;
  const file = basename(path).replace(/\.[^.]*$/, '');
  return (file === 'runs' ? basename(project) : file).replaceAll(',', '_') || 'local';
}

function addressName(url: string): string {
  return new URL(url).host || 'postgres';
}
