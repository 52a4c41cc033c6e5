import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { storeInFolder } from '../database/sqlite/prepare-folder.ts';
import { addressPath, resolvePath } from '../engines/address-path.ts';
import { databaseHint, isDatabaseAddress } from '../engines/database-address.ts';
import { InspectorError } from '../model/errors.ts';
import { joinWords } from '../model/text/formats.ts';
import { isPostgres, postgresSchemes } from './database-url.ts';
import { engines } from './engines.ts';
import { hasStoreEnding, isHostAndPort, type Location, schemeOf } from './location.ts';

/**
 * Parses `./runs.db`, `sqlite:runs.db`, a folder that holds `.runlens/runs.db`, an absolute path or `~/…`,
 * `https://host[/base]` and `postgres://…`, and the addresses and paths of `engines`. Relative paths start at
 * `base`. Throws an `InspectorError`, without the secrets of the text, for addresses that nothing here can
 * open and for files that are missing.
 */
export function parseLocation(text: string, base: string, home: string): Location {
  const location = parseAddress(text, base, home);
  if (location.kind === 'engine') location.engine.requireFile?.(location.place);
  return location;
}

function parseAddress(text: string, base: string, home: string): Location {
  const scheme = schemeOf(text);
  const isEngine = engines.some(({ kind, ownProtocols = [] }) =>
    [kind, ...ownProtocols].some(one => one === scheme),
  );
  if (!isEngine && isHostAndPort(text) && !isExistingPath(text, base, home)) throw withoutScheme(text);
  if (scheme === 'http' || scheme === 'https') return { kind: 'http', url: parseServer(text) };
  if (isPostgres(scheme)) return { kind: 'postgres', url: parseDatabase(text) };
  if (scheme !== undefined && scheme !== 'sqlite') return parseEngine(scheme, text, base, home);
  const path = pathOf(text, base, home);
  const recognized = scheme === undefined ? recognize(path) : undefined;
  return recognized ?? { kind: 'sqlite', path: findFile(path, text) };
}

/** A configured file that is missing now may be there later. */
export function parseConfiguredLocation(text: string, base: string, home: string): Location {
  const scheme = schemeOf(text);
  if (scheme !== undefined && scheme !== 'sqlite') return parseAddress(text, base, home);
  const path = pathOf(text, base, home);
  if (existsSync(path)) return parseLocation(text, base, home);
  return { kind: 'sqlite', path: hasStoreEnding(path) ? path : join(path, storeInFolder) };
}

/** Whether a text, commas and all, is the path of something that exists. */
export function isExistingPath(text: string, base: string, home: string): boolean {
  return existsSync(resolvePath(text, { base, home }));
}

function parseEngine(scheme: string, text: string, base: string, home: string): Location {
  const engine = engines.find(({ kind, ownProtocols }) => kind === scheme || ownProtocols?.includes(scheme));
  if (!engine) throw unsupported(scheme);
  const place = engine.locate(engine.kind === scheme ? text.slice(scheme.length + 1) : text, { base, home });
  return { kind: 'engine', engine, place };
}

/** A store of runlens in the same folder comes before the engines'. */
function recognize(path: string): Location | undefined {
  if (existsSync(join(path, storeInFolder))) return undefined;
  for (const engine of engines) {
    const place = engine.recognize?.(path);
    if (place !== undefined) return { kind: 'engine', engine, place };
  }
  return undefined;
}

function pathOf(text: string, base: string, home: string): string {
  const isSchemed = schemeOf(text) !== undefined;
  const written = isSchemed ? addressPath(text.slice('sqlite:'.length)) : text;
  if (written === '') throw new InspectorError('usage', `"${text}" names no file`);
  return resolvePath(written, { base, home });
}

function findFile(path: string, text: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) throw new InspectorError('usage', `there is no store at ${text}`, { hint: locationHint });
  const isJson = schemeOf(text) === undefined && /\.(jsonl|ndjson|json)$/i.test(path);
  if (isJson && stats.isFile() && isReadable(path)) throw notOtlp(text, path);
  if (!stats.isDirectory()) return path;
  const inside = [join(path, storeInFolder), join(path, 'runs.db')].find(file => existsSync(file));
  if (inside !== undefined) return inside;
  // Throws for a folder that may not be entered, which could hold some.
  accessSync(path, constants.X_OK);
  throw new InspectorError('usage', `the folder ${text} holds no ${storeNames}`, {
    hint: `record with runlens/recorder there, or name a file or an address: ${addressForms}`,
  });
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
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
  if (isDatabaseAddress(text, postgresSchemes)) return text;
  throw notAnAddress('a database', databaseHint('postgres://user@host:5432/database'));
}

function notOtlp(text: string, path: string): InspectorError {
  const reason = engines.map(({ whyNot }) => whyNot?.(path)).find(why => why !== undefined);
  return new InspectorError(
    'usage',
    `${text} is not a file of runs: ${reason ?? 'it does not begin with a line of OTLP/JSON'}`,
    { hint: `"otlp:${text}" opens it anyway, and shows the lines that are added to it` },
  );
}

function withoutScheme(text: string): InspectorError {
  const hint = `write http://${text} or https://${text}`;
  return new InspectorError('usage', `cannot reach ${text}: the address has no scheme`, { hint });
}

function notAnAddress(what: string, hint: string): InspectorError {
  return new InspectorError('usage', `that is not the address of ${what}`, { hint });
}

function unsupported(name: string): InspectorError {
  return new InspectorError('usage', `${name}:… cannot be opened: there is no store of that kind`, {
    hint: locationHint,
  });
}

const detectedNames = engines.flatMap(engine => engine.detectedNames ?? []);

export const storeNames = joinWords([storeInFolder, ...detectedNames], 'or');

const engineForms = engines.map(({ kind }) => `${kind}:…`);

const ownProtocols = engines.flatMap(({ ownProtocols: [protocol] = [] }) => protocol ?? []);

export const addressForms = `${['https', 'postgres', ...ownProtocols].map(name => `${name}://…`).join(', ')}, ${joinWords(engineForms, 'or')}`;

const locationHint = `name a file, a folder that holds ${storeNames}, or an address: ${addressForms}`;
