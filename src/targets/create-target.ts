import type { Engine } from '../contract/engine.ts';
import type { TargetInfo } from '../contract/target-info.ts';
import { withoutUser, withSchema } from './database-url.ts';
import { secretVariables, tokenVariableOf } from './engines.ts';
import { databaseAddress } from './foreign-database.ts';
import { absoluteLocation, type FoundLocation, formatLocation, isDatabase, locationKey } from './location.ts';
import { findProjectFolder } from './project-config.ts';
import {
  originOf,
  readToken,
  type TokenRequest,
  tokenAdvice,
  tokenVariable,
  withheldReason,
} from './read-token.ts';
import type { HttpTarget, SingleTarget, TargetContext } from './target.ts';

/** `sharesToken`: servers of other origins, in the same list, take their token from the same variable. */
export function createTarget(
  found: FoundLocation,
  reason: string,
  context: TargetContext,
  sharesToken = false,
): SingleTarget {
  const { name, location, isNamed, writtenBy, foundIn } = found;
  const { cwd, home } = context;
  const shown = formatLocation(location, cwd, home);
  const common = {
    name,
    location: shown,
    key: locationKey(location),
    reason: foundIn ?? reason,
    ...(isNamed ? { isNamed } : {}),
    ...(context.isReadOnly || found.isReadOnly ? ({ isReadOnly: true } as const) : {}),
    commandTarget: commandTarget(found),
  };
  if (location.kind === 'sqlite')
    return { ...location, info: { ...common, kind: 'sqlite' }, found, warnings: [] };
  if (location.kind === 'postgres') {
    const info = { ...common, kind: 'postgres', isRemote: true } as const;
    const ofEngine = (engine: Engine, schema?: string) =>
      createTarget(asEngine(found, location.url, engine, schema), reason, context);
    return { kind: 'postgres', info, found, ofEngine, ...databaseAddress(location.url, found, context.env) };
  }
  if (location.kind === 'http') {
    const info = { ...common, kind: location.kind, isRemote: true } as const;
    const request: TokenRequest = { ...found, url: location.url, sharesToken };
    return { ...location, ...createServer(found, info, request, context) };
  }
  const { engine, place } = location;
  const { kind, isRemote, access } = engine;
  const info: TargetInfo = { ...common, kind, isEngine: true, ...(isRemote ? { isRemote } : {}) };
  const { url, isForeign, warnings } =
    access === 'database'
      ? databaseAddress(place, found, context.env)
      : { url: place, isForeign: writtenBy === 'project', warnings: [] };
  const variable = tokenVariableOf(engine);
  const server =
    variable === undefined
      ? { info, readToken: async () => undefined, warnings: [] }
      : createServer(found, info, { ...found, url, sharesToken, variable }, context);
  return {
    ...{ kind: 'engine', engine, place: url, found, writtenBy, isForeign, ...server },
    projectFolder: () => findProjectFolder(cwd),
    secretVariables: secretVariables(),
    warnings: [...warnings, ...server.warnings],
  };
}

/** Keeps a configured name only where no schema is added: else it would not say which runs it means. */
function asEngine(found: FoundLocation, url: string, engine: Engine, schema?: string): FoundLocation {
  const place = schema === undefined ? url : withSchema(url, schema);
  const location = { kind: 'engine', engine, place } as const;
  if (found.isNamed && schema === undefined) return { ...found, location };
  const { isNamed: _, ...others } = found;
  return { ...others, name: engine.nameOf(place), location };
}

/** The name only where its configuration has more than the location says, such as a password. */
function commandTarget({ name, isNamed, location, writtenBy, tokenFile }: FoundLocation): string {
  const hasMore = tokenFile !== undefined || isDatabase(location);
  return isNamed && writtenBy === 'user' && hasMore ? name : absoluteLocation(location);
}

function createServer(
  found: FoundLocation,
  info: TargetInfo,
  request: TokenRequest,
  context: TargetContext,
): Omit<HttpTarget, 'kind' | 'url'> {
  const isInsecure = found.isInsecure === true;
  return {
    info: isInsecure ? { ...info, isInsecure } : info,
    found,
    isInsecure,
    readToken: () => readToken(request, context),
    tokenAdvice: () => tokenAdvice(request, context),
    warnings: [...(isInsecure ? [insecureWarning(request.url)] : []), ...withheldWarning(request, context)],
  };
}

function insecureWarning(url: string): string {
  const shown = withoutUser(url).replace(/\/$/, '');
  return /^(?:http|clickhouse):/.test(url)
    ? `${shown} is plain HTTP: what is sent, a token too, can be read on the network`
    : `the certificate of ${shown} is not checked: it may be another server`;
}

function withheldWarning(request: TokenRequest, { env }: TargetContext): readonly string[] {
  const reason = withheldReason(request, env);
  // The password in the address is sent instead.
  if (reason === undefined || new URL(request.url).password !== '') return [];
  const origin = originOf(request.url);
  const variable = tokenVariable(request);
  return [`${variable} is not sent to ${origin}: ${reason}; ${variable}_ORIGIN=${origin} allows it`];
}
