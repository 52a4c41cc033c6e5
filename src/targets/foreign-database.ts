import type { Environment } from '../model/environment.ts';
import { InspectorError } from '../model/errors.ts';
import { shownWord } from './config-file.ts';
import type { PostgresTarget } from './target.ts';

const originVariable = 'PGPASSWORD_ORIGIN';

/**
 * A database whose address stands in a project's file. Of the address count host, port, user and database,
 * and an `sslmode` that asks for a checked certificate. Its server gets a password of the environment only
 * where `PGPASSWORD_ORIGIN` names it.
 */
export function foreignDatabase(
  given: string,
  env: Environment,
): Pick<PostgresTarget, 'url' | 'isForeign' | 'warnings'> {
  const { protocol, username, hostname, port, pathname, searchParams } = new URL(given);
  const user = username === '' ? '' : `${username}@`;
  const sslmode = strictModes.includes(searchParams.get('sslmode') ?? '') ? '?sslmode=verify-full' : '';
  const origin = `${protocol}//${hostname || 'localhost'}:${port || defaultPort}`;
  const url = `${protocol}//${user}${origin.slice(protocol.length + 2)}${pathname}${sslmode}`;
  const isForeign = !isAllowed(origin, env);
  return {
    url,
    isForeign,
    warnings: [...ignored(searchParams, origin), ...withheld(isForeign, origin, env)],
  };
}

const defaultPort = '5432';
/** The driver checks the certificate and the host in each of these. */
const strictModes: readonly string[] = ['require', 'verify-ca', 'verify-full'];

function isAllowed(origin: string, env: Environment): boolean {
  const allowed = env[originVariable]?.trim();
  if (!allowed) return false;
  if (URL.canParse(allowed) && /^postgres(ql)?:/i.test(allowed))
    return hostAndPort(allowed) === hostAndPort(origin);
  throw new InspectorError('usage', `${originVariable} is not the address of a database's server`, {
    hint: 'write it as postgres://db.example.com:5432',
  });
}

function hostAndPort(address: string): string {
  const { hostname, port } = new URL(address);
  return `${hostname.toLowerCase()}:${port || defaultPort}`;
}

function ignored(parameters: URLSearchParams, origin: string): readonly string[] {
  const names = [...new Set(parameters.keys())].filter(
    name => name !== 'sslmode' || !strictModes.includes(parameters.get(name) ?? ''),
  );
  if (names.length === 0) return [];
  const shown = names.slice(0, 3).map(name => `"${shownWord(name)}"`);
  const list = [...shown, ...(names.length > 3 ? ['…'] : [])].join(', ');
  const verb = names.length === 1 ? 'does' : 'do';
  return [`${list} of the address of ${origin} ${verb} not count: the address comes from a project's file`];
}

function withheld(isForeign: boolean, origin: string, env: Environment): readonly string[] {
  if (!isForeign || !env.PGPASSWORD) return [];
  const reason = `the address ${origin} comes from a project's file`;
  return [`PGPASSWORD is not sent to ${origin}: ${reason}; ${originVariable}=${origin} allows it`];
}
