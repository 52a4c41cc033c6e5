import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseEnv } from 'node:util';
import { isDatabaseAddress } from '../engines/database-address.ts';
import { foldersUpwards } from '../files/folders.ts';
import { readSmallFile } from '../files/read-small-file.ts';
import { InspectorError } from '../model/errors.ts';
import { sanitizeLine } from '../model/text/sanitize.ts';
import { type ComposeService, composeServices, fillVariables } from './compose-services.ts';
import { readYaml } from './config-file.ts';
import { databaseOf, defaultPortOf, isOnThisMachine, isPostgres, postgresSchemes } from './database-url.ts';
import { nameWithKind } from './detect-stores.ts';
import { engines } from './engines.ts';
import { databaseUrl, type FoundLocation, type Location, looksLikeLocation } from './location.ts';
import { uniqueNames } from './merge-targets.ts';
import type { TargetContext } from './target.ts';

/** The address of a local database in a project's files, which nobody has chosen. */
export type FoundAddress = FoundLocation & { readonly foundIn: string };

const envFiles = ['.env.local', '.env'];
const composeFiles = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];

/**
 * The local databases that env files and compose files name, in the current folder and those above it, up to
 * the root of the repository. Connects to nothing. `taken` are names of other targets.
 */
export async function findAddresses(
  context: TargetContext,
  taken: ReadonlySet<string> = new Set(),
): Promise<readonly FoundAddress[]> {
  const byDatabase = new Map<string, FoundAddress>();
  for (const folder of projectFolders(context.cwd)) {
    for (const { url, place, file } of await addressesIn(folder)) {
      const location = toLocation(url);
      if (!location || byDatabase.has(keyOf(location))) continue;
      const foundIn = sanitizeLine(`${relative(context.cwd, join(folder, file))}: ${place}`);
      byDatabase.set(keyOf(location), { name: nameOf(url), location, writtenBy: 'project', foundIn });
    }
  }
  const found = [...byDatabase.values()];
  const kinds = found.map(({ name, location }) => ({ name, kind: location.kind }));
  const names = uniqueNames(kinds);
  return found.map((one, at) => {
    const name = names[at] ?? one.name;
    return { ...one, name: taken.has(name) ? nameWithKind({ ...one, name }) : name };
  });
}

function keyOf(location: Location): string {
  const url = databaseUrl(location);
  return url === undefined ? '' : databaseOf(url);
}

/** The found address that somebody means who writes it without its password. */
export async function passwordBeside(
  location: Location,
  context: TargetContext,
): Promise<FoundLocation | undefined> {
  const url = databaseUrl(location);
  if (url === undefined || !isOnThisMachine(url)) return undefined;
  const { username, password, hash } = new URL(url);
  const variable = location.kind === 'engine' ? location.engine.passwordVariable : undefined;
  if (password !== '' || context.env[variable ?? 'PGPASSWORD']) return undefined;
  for (const one of await findAddresses(context)) {
    const found = databaseUrl(one.location) ?? '';
    const isUser = username === '' || username === new URL(found).username;
    if (databaseOf(found) !== databaseOf(url) || !isUser) continue;
    const whole = Object.assign(new URL(found), { hash }).href;
    if (location.kind === 'postgres') return { ...one, location: { kind: 'postgres', url: whole } };
    if (location.kind !== 'engine') continue;
    const { engine } = location;
    return { ...one, name: engine.nameOf(whole), location: { kind: 'engine', engine, place: whole } };
  }
  return undefined;
}

function projectFolders(cwd: string): readonly string[] {
  const folders = foldersUpwards(cwd);
  const root = folders.findIndex(folder => existsSync(join(folder, '.git')));
  return folders.slice(0, Math.max(root, 0) + 1);
}

type Entry = { readonly file: string; readonly place: string; readonly url: string };
type Variables = Readonly<Record<string, string>>;

async function addressesIn(folder: string): Promise<readonly Entry[]> {
  const env = envFiles.map(file => ({ file, variables: readEnv(join(folder, file)) }));
  const all: Variables = Object.assign({}, ...env.toReversed().map(({ variables }) => variables));
  const compose = await readCompose(folder, all);
  const services = compose.flatMap(one => one.services);
  const ofEnv = env.flatMap(({ file, variables }) =>
    addressesOf(variables, { file, services, isHere: true }, value => fillVariables(value, all)),
  );
  const ofCompose = compose.flatMap(({ file, services: own }) =>
    own.flatMap(service => [
      ...addressesOf(service.environment, { file, services, isHere: false }),
      ...databasesOf(service, file),
    ]),
  );
  return [...ofEnv, ...ofCompose];
}

type Place = {
  readonly file: string;
  readonly services: readonly ComposeService[];
  /** Whether `localhost` is this machine, and not a container. */
  readonly isHere: boolean;
};

function addressesOf(
  variables: Variables,
  { file, services, isHere }: Place,
  fill: (value: string) => string = value => value,
): readonly Entry[] {
  return Object.entries(variables).flatMap(([place, value]) => {
    const text = fill(value).trim();
    if (!isDatabaseAddress(text, protocols)) return [];
    const url = isHere && isOnThisMachine(text) ? text : publishedUrl(text, services);
    return url === undefined ? [] : [{ file, place, url }];
  });
}

const protocols = [...new Set([...postgresSchemes, ...engines.flatMap(engine => engine.ownProtocols ?? [])])];

function publishedUrl(text: string, services: readonly ComposeService[]): string | undefined {
  const url = new URL(text);
  const service = services.find(({ name }) => name === url.hostname);
  const port = service?.ports.get(Number(url.port || defaultPortOf(url.protocol.slice(0, -1))));
  return port === undefined
    ? undefined
    : Object.assign(url, { hostname: 'localhost', port: String(port) }).href;
}

function databasesOf({ name, environment, ports }: ComposeService, file: string): readonly Entry[] {
  return protocols.flatMap(protocol => {
    const port = ports.get(Number(defaultPortOf(protocol)));
    const first = protocols.find(one => defaultPortOf(one) === defaultPortOf(protocol));
    if (port === undefined || protocol !== first) return [];
    const url = new URL(`${protocol}://localhost:${port}`);
    if (isPostgres(protocol)) {
      const { POSTGRES_USER = 'postgres', POSTGRES_PASSWORD = '', POSTGRES_DB = POSTGRES_USER } = environment;
      url.username = encodeURIComponent(POSTGRES_USER);
      url.password = encodeURIComponent(POSTGRES_PASSWORD);
      url.pathname = encodeURIComponent(POSTGRES_DB);
    }
    return [{ file, place: name, url: url.href }];
  });
}

function readEnv(path: string): Variables {
  if (!existsSync(path)) return {};
  try {
    const variables = Object.entries(parseEnv(readSmallFile(path)));
    return Object.fromEntries(
      variables.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
  } catch {
    return {};
  }
}

async function readCompose(folder: string, variables: Variables) {
  const found = [];
  for (const file of composeFiles) {
    const path = join(folder, file);
    if (!existsSync(path)) continue;
    try {
      found.push({ file, services: composeServices(await readYaml(path), variables) });
    } catch (error) {
      if (!(error instanceof InspectorError)) throw error;
    }
  }
  return found;
}

function toLocation(url: string): Location | undefined {
  const scheme = new URL(url).protocol.slice(0, -1);
  if (isPostgres(scheme)) return { kind: 'postgres', url };
  const engine = engines.find(one => one.ownProtocols?.includes(scheme));
  try {
    return engine && { kind: 'engine', engine, place: engine.locate(url, { base: '/', home: '/' }) };
  } catch (error) {
    if (error instanceof InspectorError) return undefined;
    throw error;
  }
}

/** The name of the database, if it can be typed as the name of a target. */
function nameOf(url: string): string {
  const { protocol, pathname } = new URL(url);
  const name = sanitizeLine(decodeURIComponent(pathname.slice(1))).replaceAll(',', '_');
  const isPlain = !looksLikeLocation(name) && !/^-|^\d*$/.test(name);
  return isPlain ? name : protocol.slice(0, -1);
}
