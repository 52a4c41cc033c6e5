import { InspectorError, type InspectorErrorKind } from '../../model/errors.ts';

type Words = { readonly kind: InspectorErrorKind; readonly message: string; readonly hint: string };

/**
 * By SQLSTATE (PostgreSQL's appendix "Error Codes"), Node's codes of sockets and names, and the words of `pg`
 * that have no code.
 */
const table: readonly (readonly [RegExp, (shown: string) => Words])[] = [
  [
    /^28/,
    shown => ({
      kind: 'auth',
      message: `${shown} did not accept the user or the password`,
      hint: 'check the user and the password in the address, or set PGUSER and PGPASSWORD',
    }),
  ],
  [
    /^3D000$/,
    shown => ({
      kind: 'unreadable',
      message: `${shown} does not exist`,
      hint: 'create the database first (createdb), or name another',
    }),
  ],
  [
    /^(3F000|42P01|42703)$/,
    shown => ({
      kind: 'unreadable',
      message: `${shown} holds no runs of runlens`,
      hint: 'start "runlens serve --store" on it once: that makes what is missing',
    }),
  ],
  [
    /^42501$/,
    shown => ({
      kind: 'auth',
      message: `the user of ${shown} lacks a right it needs`,
      hint: 'let the owner of the database grant it: usage and create on the schema runlens',
    }),
  ],
  [
    /^53100$/,
    shown => ({
      kind: 'conflict',
      message: `no room left on the disk of ${shown}`,
      hint: 'free some space: recording goes on then',
    }),
  ],
  [
    /^53/,
    shown => ({
      kind: 'unreachable',
      message: `${shown} takes no more connections or has no memory left`,
      hint: 'close other programs that use it, or raise max_connections',
    }),
  ],
  [
    /^25006$/,
    shown => ({
      kind: 'conflict',
      message: `${shown} can only be read just now`,
      hint: 'name the primary server, not a standby',
    }),
  ],
  [
    /^(57014|55P03)$/,
    shown => ({
      kind: 'timeout',
      message: `${shown} took too long to answer`,
      hint: 'try again, or ask for less',
    }),
  ],
  [
    /^(40001|40P01)$/,
    shown => ({
      kind: 'conflict',
      message: `${shown} is too busy with the same runs`,
      hint: 'try again',
    }),
  ],
  [
    /^(57P|08)/,
    shown => ({
      kind: 'unreachable',
      message: `${shown} went away`,
      hint: 'it is tried again; check that the database runs',
    }),
  ],
  [
    /^(XX00[12]|58)/,
    shown => ({
      kind: 'unreadable',
      message: `${shown} is damaged, or its disk is`,
      hint: "see the database's log, and restore it from a copy",
    }),
  ],
  [
    /^(ENOTFOUND|EAI_)/,
    shown => ({
      kind: 'unreachable',
      message: `the host of ${shown} is not known`,
      hint: 'check the address',
    }),
  ],
  [
    /^(ECONN|EPIPE|EHOST|ENET|EADDR|EACCES|ENOENT|gone)/,
    shown => ({
      kind: 'unreachable',
      message: `${shown} cannot be reached`,
      hint: 'check that the database runs and that the address is right',
    }),
  ],
  [
    /^(ETIMEDOUT|slow)/,
    shown => ({
      kind: 'timeout',
      message: `${shown} did not answer in time`,
      hint: 'check the network, or try again',
    }),
  ],
  [
    /^(CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO|ERR_TLS|EPROTO|tls)/,
    shown => ({
      kind: 'unreachable',
      message: `no secure connection to ${shown} could be made`,
      hint: "check the server's certificate and sslmode in the address",
    }),
  ],
];

/**
 * Turns what PostgreSQL, its driver or the network say into words; anything else is a bug and comes back as
 * it is.
 */
export function toStoreError(error: unknown, shown: string): unknown {
  if (error instanceof InspectorError) return error;
  const code = errorCode(error);
  const words = code === undefined ? undefined : table.find(([pattern]) => pattern.test(code))?.[1](shown);
  return words ? new InspectorError(words.kind, words.message, { hint: words.hint, cause: error }) : error;
}

/** A SQLSTATE, a code of Node's, or a word of ours for what the driver says without a code. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) return errorCode(error.errors[0]);
  if (/timeout/i.test(error.message)) return 'slow';
  if (
    /Connection terminated|Client has encountered a connection error|not queryable|Connection ended/i.test(
      error.message,
    )
  )
    return 'gone';
  if (/does not support SSL|SSL/i.test(error.message)) return 'tls';
  if (/password|SASL/i.test(error.message)) return '28P01';
  return undefined;
}

/** Whether a connection is not worth keeping after such a failure. */
export function isBroken(error: unknown): boolean {
  return /^(57P|08|E[A-Z]|gone|slow)/.test(errorCode(error) ?? '');
}

/** Whether the same transaction may succeed when it is tried again at once. */
export function isTransient(error: unknown): boolean {
  return /^(40001|40P01)$/.test(errorCode(error) ?? '');
}
