import { InspectorError } from '../model/errors.ts';
import { safeLine } from '../model/text/safe-text.ts';

/** `isTransient`: the same request may succeed a moment later. */
type NetworkFailure = { readonly error: InspectorError; readonly isTransient: boolean };

/** `proxy`: host and port. */
export type ServerName = { readonly location: string; readonly proxy: string | undefined };

const certificateProblems: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'is signed by an unknown authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'is signed by an unknown authority',
  UNABLE_TO_GET_ISSUER_CERT: 'is signed by an unknown authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'is signed by an unknown authority',
  CERT_HAS_EXPIRED: 'has expired',
  CERT_NOT_YET_VALID: 'is not valid yet',
  CERT_REVOKED: 'was revoked',
  CERT_UNTRUSTED: 'is not trusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'is for another name',
};

const socketProblems: Readonly<Record<string, { readonly reason: string; readonly hint?: string }>> = {
  ECONNREFUSED: { reason: 'connection refused', hint: 'is the server running, and the port right?' },
  ENOTFOUND: { reason: 'unknown host name', hint: 'is the address right, and the network up?' },
  EAI_AGAIN: { reason: 'the host name cannot be looked up just now', hint: 'is the network up?' },
  EHOSTUNREACH: { reason: 'no route to the host', hint: 'is the network up?' },
  ENETUNREACH: { reason: 'no route to the host', hint: 'is the network up?' },
  ECONNRESET: { reason: 'the connection broke' },
  ECONNABORTED: { reason: 'the connection broke' },
  EPIPE: { reason: 'the connection broke' },
  ETIMEDOUT: { reason: 'the connection timed out' },
  UND_ERR_CONNECT_TIMEOUT: { reason: 'the connection timed out' },
  UND_ERR_SOCKET: { reason: 'the connection broke' },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: { reason: 'the connection broke' },
};

/** Codes of connections that were not made. */
const unsentCodes = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;

/** Interprets what undici throws; `undefined` for a bug. */
export function toNetworkFailure(thrown: unknown, server: ServerName): NetworkFailure | undefined {
  const { location, proxy } = server;
  if (thrown instanceof InspectorError) return { error: thrown, isTransient: false };
  const code = codeOf(thrown);
  if (code === undefined) return undefined;
  const certificate = certificateProblems[code];
  if (certificate) return certificateFailure(location, certificate, thrown);
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || code === 'HPE_HEADER_OVERFLOW')
    return lasting('unreadable', `${location} answered with endless headers`, { cause: thrown });
  // undici asserts what its parser lets through, such as a status below 100.
  if (code.startsWith('HPE') || code === 'ERR_ASSERTION')
    return lasting('unreadable', `${location} answered with something that is not HTTP`, {
      hint: 'is the address right, also http:// or https://?',
      cause: thrown,
    });
  if (/^(?:ERR_SSL_|EPROTO)/.test(code))
    return lasting('unreachable', `${location} cannot be reached: it does not speak TLS`, {
      hint: 'does this server need http:// instead of https://?',
      cause: thrown,
    });
  const viaProxy = proxyProblem(thrown, code);
  if (viaProxy)
    return lasting('unreachable', `${location} cannot be reached through the proxy: ${viaProxy}`, {
      hint: 'see HTTPS_PROXY, HTTP_PROXY and NO_PROXY',
      cause: thrown,
    });
  const problem = socketProblems[code];
  if (!problem) return otherFailure(location, code, thrown);
  const hint =
    proxy === undefined ? problem.hint : `the request may go through the proxy ${proxy}: see NO_PROXY`;
  const isUnsent = unsentCodes.test(code);
  const options = { ...(hint && { hint }), cause: thrown, isUnsent };
  const message = `${location} cannot be reached: ${problem.reason}`;
  return { error: new InspectorError('unreachable', message, options), isTransient: true };
}

/** `undefined` for codes that only a mistake in this program causes. */
function otherFailure(location: string, code: string, cause: unknown): NetworkFailure | undefined {
  if (!/^(?:E[A-Z]|UND_ERR_(?!INVALID|NOT_SUPPORTED))/.test(code) || code.startsWith('ERR_'))
    return undefined;
  return lasting('unreachable', `${location} cannot be reached: ${code}`, { cause });
}

function certificateFailure(location: string, reason: string, cause: unknown): NetworkFailure {
  return lasting('unreachable', `${location} cannot be trusted: its certificate ${reason}`, {
    hint: 'name the authority in NODE_EXTRA_CA_CERTS, or trust any certificate with --insecure',
    isUnsent: true,
    cause,
  });
}

function lasting(
  kind: InspectorError['kind'],
  message: string,
  options: { readonly hint?: string; readonly cause: unknown; readonly isUnsent?: true },
): NetworkFailure {
  return { error: new InspectorError(kind, message, options), isTransient: false };
}

function proxyProblem(thrown: unknown, code: string): string | undefined {
  if (code === 'UND_ERR_PRX_TLS') return 'it cannot be reached by TLS';
  const message = thrown instanceof Error ? thrown.message : '';
  const isAboutProxy = code === 'UND_ERR_PRX_CONN' || /proxy/i.test(message);
  return isAboutProxy ? safeLine(message, { maxLength: 200 }) : undefined;
}

function codeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined;
  if (thrown.name === 'HTTPParserError') return 'HPE';
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code;
  if (thrown instanceof AggregateError) return codeOf(thrown.errors[0]);
  return codeOf(thrown.cause);
}
