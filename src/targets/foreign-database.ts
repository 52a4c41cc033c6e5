import type { Environment } from '../model/environment.ts';
import { InspectorError } from '../model/errors.ts';
import { shownWord } from './config-file.ts';
import { defaultPortOf, isOnThisMachine, isPostgres } from './database-url.ts';
import type { FoundLocation } from './location.ts';

/** `isForeign`: nothing of the user's is sent there. */
type DatabaseAddress = {
  readonly url: string;
  readonly isForeign: boolean;
  readonly warnings: readonly string[];
};

const originVariable = 'PGPASSWORD_ORIGIN';

/**
 * The parts of an address that are used. In a project's file, these are host, port, user, database and
 * schema, and an `sslmode` that asks for a checked certificate. Its server gets the password of the
 * environment only where `PGPASSWORD_ORIGIN` names it, and a password in the address only on this machine.
 */
export function databaseAddress(
  address: string,
  { writtenBy, foundIn }: Pick<FoundLocation, 'writtenBy' | 'foundIn'>,
  env: Environment,
): DatabaseAddress {
  if (writtenBy === 'user') return { url: withShownServer(address), isForeign: false, warnings: [] };
  const { protocol, username, password, hostname, port, pathname, searchParams, hash } = new URL(address);
  const scheme = protocol.slice(0, -1);
  const isFound = foundIn !== undefined;
  const keepsPassword = isFound && password !== '' && isOnThisMachine(address);
  const user = keepsPassword ? `${username}:${password}@` : username && `${username}@`;
  const host = `${hostname || 'localhost'}:${port || defaultPortOf(scheme)}`;
  const origin = `${protocol}//${host}`;
  const isStrict = isPostgres(scheme) && strictModes.includes(searchParams.get('sslmode') ?? '');
  const url = `${protocol}//${user}${host}${pathname}${isStrict ? '?sslmode=verify-full' : ''}${hash}`;
  const isForeign = !isPostgres(scheme) || !isAllowed(origin, env);
  return {
    url,
    isForeign,
    // Nobody has named the parameters of an address that was only found.
    warnings: isFound
      ? []
      : [...ignoredWarnings(searchParams, origin), ...withheldWarnings(isForeign, origin, env)],
  };
}

/** PostgreSQL's driver prefers a server among the parameters, which is not shown; a path is a socket's. */
function withShownServer(address: string): string {
  const { protocol, searchParams } = new URL(address);
  const host = searchParams.getAll('host').at(-1);
  const isHidden = host === undefined ? searchParams.has('port') : !host.startsWith('/');
  if (!isPostgres(protocol.slice(0, -1)) || !isHidden) return address;
  throw new InspectorError('usage', 'the address of a database names its server behind "?"', {
    hint: 'write host and port before the name of the database: postgres://user@host:5432/database',
  });
}

/** The driver checks the certificate and the host in each of these. */
const strictModes: readonly string[] = ['require', 'verify-ca', 'verify-full'];

function isAllowed(origin: string, env: Environment): boolean {
  const allowed = env[originVariable]?.trim();
  if (!allowed) return false;
  if (URL.canParse(allowed) && /^postgres(ql)?:/i.test(allowed))
    return hostAndPort(allowed) === hostAndPort(origin);
  const hint = 'write it as postgres://db.example.com:5432';
  throw new InspectorError('usage', `${originVariable} is not the address of a database's server`, { hint });
}

function hostAndPort(address: string): string {
  const { hostname, port } = new URL(address);
  return `${hostname.toLowerCase()}:${port || defaultPortOf('postgres')}`;
}

function ignoredWarnings(parameters: URLSearchParams, origin: string): readonly string[] {
  const names = [...new Set(parameters.keys())].filter(
    name => name !== 'sslmode' || !strictModes.includes(parameters.get(name) ?? ''),
  );
  if (names.length === 0) return [];
  const shown = names.slice(0, 3).map(name => `"${shownWord(name)}"`);
  const list = [...shown, ...(names.length > 3 ? ['…'] : [])].join(', ');
  const verb = names.length === 1 ? 'does' : 'do';
  return [`${list} of the address of ${origin} ${verb} not count: the address comes from a project's file`];
}

function withheldWarnings(isForeign: boolean, origin: string, env: Environment): readonly string[] {
  if (!isForeign || !isPostgres(origin.split(':')[0]) || !env.PGPASSWORD) return [];
  const reason = `the address ${origin} comes from a project's file`;
  return [`PGPASSWORD is not sent to ${origin}: ${reason}; ${originVariable}=${origin} allows it`];
}
