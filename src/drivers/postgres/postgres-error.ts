import { errorCode, InspectorError } from '../../model/errors.ts';
import { type ErrorRow, findError } from '../error-table.ts';

/** By SQLSTATE (PostgreSQL's "Error Codes"), Node's codes of sockets, and codes of `postgresErrorCode`. */
const rows: readonly ErrorRow[] = [
  {
    code: /^28/,
    kind: 'auth',
    message: '{} did not accept the user or the password',
    hint: 'check the user and the password in the address, or set PGUSER and PGPASSWORD',
  },
  {
    code: /^3D000$/,
    kind: 'unreadable',
    message: '{} does not exist',
    hint: 'create the database first (createdb), or name another',
  },
  {
    code: /^(3F000|42P01|42703)$/,
    kind: 'unreadable',
    message: '{} lacks a table or a column that is read',
    hint: 'name the database and schema of the engine, of a version that is supported',
  },
  {
    code: /^42501$/,
    kind: 'auth',
    message: 'the user of {} lacks a right it needs',
    hint: 'let the owner of the database grant it ({cause})',
  },
  {
    code: /^53100$/,
    kind: 'conflict',
    message: 'no room left on the disk of {}',
    hint: 'free some space, then try again',
  },
  {
    code: /^53/,
    kind: 'unreachable',
    message: '{} takes no more connections or has no memory left',
    hint: 'close other programs that use it, or raise max_connections',
  },
  {
    code: /^25006$/,
    kind: 'conflict',
    message: '{} can only be read at the moment',
    hint: 'name the primary server, not a standby',
  },
  {
    code: /^(57014|55P03|25P03)$/,
    kind: 'timeout',
    message: '{} took too long to answer',
    hint: 'try again, or ask for less',
  },
  {
    code: /^(40001|40P01)$/,
    kind: 'conflict',
    message: '{} is too busy with the same runs',
    hint: 'try again',
  },
  {
    code: /^(57P|08)/,
    kind: 'unreachable',
    message: '{} went away',
    hint: 'it is tried again; check that the database runs',
  },
  {
    code: /^(XX00[12]|58)/,
    kind: 'unreadable',
    message: '{} is damaged, or its disk is',
    hint: "see the database's log, and restore it from a copy",
  },
  {
    code: /^(ENOTFOUND|EAI_)/,
    kind: 'unreachable',
    message: 'the host of {} is not known',
    hint: 'check the address',
  },
  {
    code: /^(ECONN|EPIPE|EHOST|ENET|EADDR|EACCES|ENOENT|gone)/,
    kind: 'unreachable',
    message: '{} cannot be reached',
    hint: 'check that the database runs and that the address is right',
  },
  {
    code: /^(ETIMEDOUT|slow)/,
    kind: 'timeout',
    message: '{} did not answer in time',
    hint: 'check the network, or try again',
  },
  {
    code: /^(CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO|ERR_TLS|EPROTO|tls)/,
    kind: 'unreachable',
    message: 'no secure connection to {} could be made',
    hint: "check the server's certificate and sslmode in the address",
  },
];

/** Converts errors of PostgreSQL, its driver or the network, and no others. `own` rows come first. */
export function toPostgresError(error: unknown, shown: string, own: readonly ErrorRow[] = []): unknown {
  if (error instanceof InspectorError) return error;
  const code = postgresErrorCode(error);
  return code === undefined ? error : (findError([...own, ...rows], code, shown, error) ?? error);
}

const goneMessage =
  /Connection terminated|Client has encountered a connection error|not queryable|Connection ended/i;

/** A SQLSTATE, a code of Node, or a code of our own for an error that `pg` throws without one. */
export function postgresErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = errorCode(error);
  if (code !== undefined) return code;
  if (error instanceof AggregateError) return postgresErrorCode(error.errors[0]);
  if (/timeout/i.test(error.message)) return 'slow';
  if (goneMessage.test(error.message)) return 'gone';
  if (/SSL/i.test(error.message)) return 'tls';
  if (/password|SASL/i.test(error.message)) return '28P01';
  return undefined;
}

export function isBroken(error: unknown): boolean {
  return /^(57P|08|E[A-Z]|gone|slow)/.test(postgresErrorCode(error) ?? '');
}

export function isTransient(error: unknown): boolean {
  return /^(40001|40P01)$/.test(postgresErrorCode(error) ?? '');
}

const shownOptions = ['sslmode'];

/** A database's address without user, password and other possible secrets. */
export function showUrl(url: string): string {
  if (!URL.canParse(url)) return 'the given address';
  const { protocol, host, pathname, searchParams } = new URL(url);
  const options = shownOptions
    .filter(name => searchParams.has(name))
    .map(name => `${name}=${searchParams.get(name)}`);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}${options.length > 0 ? `?${options.join('&')}` : ''}`;
}
