import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Engine } from '../contract/engine.ts';
import { storeInFolder } from '../database/sqlite/store-in-folder.ts';
import { InspectorError } from '../model/errors.ts';
import { engines } from './engines.ts';
import { addressForms, locationHint, storeNames } from './location-help.ts';

/** Where a store is, whoever named it. */
export type Location =
  | { readonly kind: 'sqlite'; readonly path: string }
  /** May hold a password: never shown as it is. */
  | { readonly kind: 'postgres'; readonly url: string }
  /** Origin and base path, without a slash at the end. */
  | { readonly kind: 'http'; readonly url: string }
  | EngineLocation;

export type EngineLocation = { readonly kind: 'engine'; readonly engine: Engine; readonly place: string };

const scheme = /^([a-z][a-z0-9+.-]+):/i;

/**
 * Reads `./runs.db`, `sqlite:runs.db`, a folder that holds `.runlens/runs.db`, an absolute path or `~/…`,
 * `https://host[/base]` and `postgres://…`, and the addresses and paths of `engines`. Relative paths start at
 * `base`. Throws an `InspectorError`, without the secrets of the text, for addresses that nothing here can
 * open and for files that are not there.
 */
export function parseLocation(text: string, base: string, home: string): Location {
  const named = scheme.exec(text)?.[1]?.toLowerCase();
  const isEngine = engines.some(({ kind }) => kind === named);
  if (!isEngine && isHostAndPort(text) && !isPathOfSomething(text, base, home)) throw withoutScheme(text);
  if (named === 'http' || named === 'https') return { kind: 'http', url: parseServer(text) };
  if (named === 'postgres' || named === 'postgresql') return { kind: 'postgres', url: parseDatabase(text) };
  if (named !== undefined && named !== 'sqlite') return parseEngine(named, text, base, home);
  const path = pathOf(text, base, home);
  return (
    (named === undefined ? recognize(path) : undefined) ?? { kind: 'sqlite', path: findFile(path, text) }
  );
}

function parseEngine(scheme: string, text: string, base: string, home: string): Location {
  const engine = engines.find(({ kind }) => kind === scheme);
  if (!engine) throw unsupported(scheme);
  const place = engine.locate(text.slice(scheme.length + 1), { base, home });
  return { kind: 'engine', engine, place };
}

/** A path that an engine knows as its own; a store of runlens in the same folder comes first. */
function recognize(path: string): Location | undefined {
  if (existsSync(join(path, storeInFolder))) return undefined;
  for (const engine of engines) {
    const place = engine.recognize?.(path);
    if (place !== undefined) return { kind: 'engine', engine, place };
  }
  return undefined;
}

/** The same for a text that is known to be meant: a file that is not there now may be there later. */
export function parseKnownLocation(text: string, base: string, home: string): Location {
  const named = scheme.exec(text)?.[1]?.toLowerCase();
  if (named !== undefined && named !== 'sqlite') return parseLocation(text, base, home);
  const path = pathOf(text, base, home);
  if (existsSync(path)) return parseLocation(text, base, home);
  return { kind: 'sqlite', path: hasFileEnding(path) ? path : join(path, storeInFolder) };
}

/** Whether a text can only be meant as a location, never as a name from the configuration. */
export function looksLikeLocation(text: string): boolean {
  return (
    scheme.test(text) || isHostAndPort(text) || /[/\\]|^[.~]|\.jsonl$/i.test(text) || hasFileEnding(text)
  );
}

/** Whether a text, commas and all, is the path of something that is there. */
export function isPathOfSomething(text: string, base: string, home: string): boolean {
  return existsSync(resolve(base, expandHome(text, home)));
}

/** `localhost:4777`, `192.0.2.1:4777/base`: what people write who mean a server. */
function isHostAndPort(text: string): boolean {
  return /^([\w.-]+|\[[\da-f:]+\]):\d{1,5}(\/|$)/i.test(text);
}

function hasFileEnding(text: string): boolean {
  return /\.(db|sqlite3?)$/i.test(text);
}

function hasJsonEnding(path: string): boolean {
  return /\.(jsonl|ndjson|json)$/i.test(path);
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function pathOf(text: string, base: string, home: string): string {
  const written = scheme.test(text) ? text.slice('sqlite:'.length).replace(/^\/\/(?=[/.~])/, '') : text;
  if (written === '') throw new InspectorError('usage', `"${text}" names no file`);
  return resolve(base, expandHome(written, home));
}

function expandHome(path: string, home: string): string {
  return path === '~' || /^~[/\\]/.test(path) ? join(home, path.slice(1)) : path;
}

function findFile(path: string, text: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) {
    throw new InspectorError('usage', `there is no store at ${text}`, { hint: locationHint });
  }
  if (!scheme.test(text) && hasJsonEnding(path) && stats.isFile() && isReadable(path)) {
    throw new InspectorError(
      'usage',
      `${text} is no file of runs: it does not begin with a line of OTLP/JSON`,
      {
        hint: `"otlp:${text}" opens it all the same, for the lines that come`,
      },
    );
  }
  if (!stats.isDirectory()) return path;
  const inside = [join(path, storeInFolder), join(path, 'runs.db')].find(file => existsSync(file));
  if (inside !== undefined) return inside;
  throw new InspectorError('usage', `the folder ${text} holds no ${storeNames}`, {
    hint: `record with runlens/recorder there, or name a file or an address: ${addressForms}`,
  });
}

function parseServer(text: string): string {
  if (!URL.canParse(text)) throw notAnAddress('a server', 'write https://host or https://host/base');
  const { origin, pathname, username, password, search, hash } = new URL(text);
  const url = origin + pathname.replace(/\/+$/, '');
  if (username !== '' || password !== '' || search !== '' || hash !== '') {
    throw new InspectorError('usage', `the address of ${url} holds more than a host and a path`, {
      hint: 'leave user, password and query out; a token comes from RUNLENS_TOKEN or a tokens.yaml of your own',
    });
  }
  return url;
}

function parseDatabase(text: string): string {
  if (URL.canParse(text)) return text;
  throw notAnAddress('a database', 'write postgres://user@host:5432/database');
}

function withoutScheme(text: string): InspectorError {
  return new InspectorError('usage', `${text} says no way to the server`, {
    hint: `write http://${text} or https://${text}`,
  });
}

function notAnAddress(what: string, hint: string): InspectorError {
  return new InspectorError('usage', `that is no address of ${what}`, { hint });
}

function unsupported(name: string): InspectorError {
  return new InspectorError('unsupported', `${name}:… cannot be opened: there is no store of that kind`, {
    hint: locationHint,
  });
}
