import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InspectorError } from '../../model/errors.ts';

/** Where a store is, whoever named it. */
export type Location = { readonly kind: 'sqlite'; readonly path: string };

/** Where a project keeps its runs, below the project's folder. */
export const storeInFolder = join('.runlens', 'runs.db');

const scheme = /^([a-z][a-z0-9+.-]+):/i;

/**
 * Reads `./runs.db`, `sqlite:runs.db`, a folder that holds `.runlens/runs.db`, an absolute path or `~/…`. Relative paths start at
 * `base`. Throws an `InspectorError` for addresses of other stores and for what is not there.
 */
export function parseLocation(text: string, base: string, home: string): Location {
  const named = scheme.exec(text)?.[1]?.toLowerCase();
  if (named !== undefined && named !== 'sqlite') throw unsupported(named, text);
  const written = named === undefined ? text : text.slice('sqlite:'.length).replace(/^\/\/(?=[/.~])/, '');
  if (written === '') throw new InspectorError('usage', `"${text}" names no file`);
  const path = resolve(base, expandHome(written, home));
  return { kind: 'sqlite', path: findFile(path, text) };
}

/** Whether a text can only be meant as a location, never as a name from the configuration. */
export function looksLikeLocation(text: string): boolean {
  return scheme.test(text) || /[/\\]|^[.~]|\.(db|sqlite3?)$/i.test(text);
}

function expandHome(path: string, home: string): string {
  return path === '~' || /^~[/\\]/.test(path) ? join(home, path.slice(1)) : path;
}

function findFile(path: string, text: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) {
    throw new InspectorError('usage', `there is no store at ${text}`, {
      hint: 'give the path of a runs.db, or of a folder that holds .runlens/runs.db',
    });
  }
  if (!stats.isDirectory()) return path;
  const inside = [join(path, storeInFolder), join(path, 'runs.db')].find(file => existsSync(file));
  if (inside !== undefined) return inside;
  throw new InspectorError('usage', `the folder ${text} holds no .runlens/runs.db`, {
    hint: 'run a program that records with runlens/recorder there, or name another target',
  });
}

function unsupported(name: string, text: string): InspectorError {
  const shown = /^https?$/.test(name) ? withoutSecrets(text) : `${name}:…`;
  return new InspectorError('unsupported', `${shown} cannot be opened: this version reads local stores`, {
    hint: 'name a runs.db file, or a folder that holds .runlens/runs.db',
  });
}

function withoutSecrets(address: string): string {
  if (!URL.canParse(address)) return 'that address';
  return new URL(address).origin;
}
