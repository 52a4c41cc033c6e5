import { InspectorError } from '../model/errors.ts';
import { sanitizeLine } from '../model/text/sanitize.ts';

/** Why nothing came of a request, and whether the same request may succeed a moment later. */
export type NetworkFailure = { readonly error: InspectorError; readonly isTransient: boolean };

/** What was to be reached. */
export type Place = {
  readonly location: string;
  /** Host and port of the proxy between, if there is one. */
  readonly proxy: string | undefined;
};

const certificateProblems: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'is signed by nobody but itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'is signed by an authority that is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'is signed by an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT: 'is signed by an authority that is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'is signed by an authority that is not known here',
  CERT_HAS_EXPIRED: 'has expired',
  CERT_NOT_YET_VALID: 'is not valid yet',
  CERT_REVOKED: 'was revoked',
  CERT_UNTRUSTED: 'is not trusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'is for another name',
};

const socketProblems: Readonly<Record<string, { readonly says: string; readonly hint?: string }>> = {
  ECONNREFUSED: { says: 'nothing answers there', hint: 'is the server running, and the port right?' },
  ENOTFOUND: { says: 'this name is not known', hint: 'is the address right, and the network up?' },
  EAI_AGAIN: { says: 'this name cannot be looked up just now', hint: 'is the network up?' },
  EHOSTUNREACH: { says: 'no way leads there', hint: 'is the network up?' },
  ENETUNREACH: { says: 'no way leads there', hint: 'is the network up?' },
  ECONNRESET: { says: 'the connection broke' },
  ECONNABORTED: { says: 'the connection broke' },
  EPIPE: { says: 'the connection broke' },
  ETIMEDOUT: { says: 'the connection was not made in time' },
  UND_ERR_CONNECT_TIMEOUT: { says: 'the connection was not made in time' },
  UND_ERR_SOCKET: { says: 'the connection broke' },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: { says: 'the connection broke' },
};

/** Turns what undici throws; `undefined` for what is no failure of the network but a bug. */
export function toNetworkFailure(thrown: unknown, place: Place): NetworkFailure | undefined {
  const { location, proxy } = place;
  if (thrown instanceof InspectorError) return { error: thrown, isTransient: false };
  const code = codeOf(thrown);
  if (code === undefined) return undefined;
  const certificate = certificateProblems[code];
  if (certificate) return certificateFailure(location, certificate, thrown);
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || code === 'HPE_HEADER_OVERFLOW')
    return lasting('unreadable', `${location} answered with endless headers`, { cause: thrown });
  if (code.startsWith('HPE'))
    return lasting('unreadable', `${location} answered with something that is not HTTP`, {
      hint: 'is the address right, also http:// or https://?',
      cause: thrown,
    });
  if (/^(?:ERR_SSL_|EPROTO)/.test(code))
    return lasting('unreachable', `${location} cannot be reached: it does not speak TLS as it should`, {
      hint: 'does this server want http:// instead of https://?',
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
  const message = `${location} cannot be reached: ${problem.says}`;
  const hint = proxy === undefined ? problem.hint : `a proxy may be asked first, ${proxy}: see NO_PROXY`;
  const error = new InspectorError('unreachable', message, { ...(hint && { hint }), cause: thrown });
  return { error, isTransient: true };
}

/** What only a mistake in this program brings about stays what it is. */
function otherFailure(location: string, code: string, cause: unknown): NetworkFailure | undefined {
  if (!/^(?:E[A-Z]|UND_ERR_(?!INVALID|NOT_SUPPORTED))/.test(code) || code.startsWith('ERR_'))
    return undefined;
  return lasting('unreachable', `${location} cannot be reached: ${code}`, { cause });
}

function certificateFailure(location: string, says: string, cause: unknown): NetworkFailure {
  return lasting('unreachable', `${location} cannot be trusted: its certificate ${says}`, {
    hint: 'name the authority in NODE_EXTRA_CA_CERTS, or trust any certificate with --insecure',
    cause,
  });
}

function lasting(
  kind: InspectorError['kind'],
  message: string,
  options: { readonly hint?: string; readonly cause: unknown },
): NetworkFailure {
  return { error: new InspectorError(kind, message, options), isTransient: false };
}

function proxyProblem(thrown: unknown, code: string): string | undefined {
  if (code === 'UND_ERR_PRX_TLS') return 'it cannot be reached by TLS';
  const message = thrown instanceof Error ? thrown.message : '';
  const isAboutProxy = code === 'UND_ERR_PRX_CONN' || /proxy/i.test(message);
  return isAboutProxy ? sanitizeLine(message, { maxLength: 200 }) : undefined;
}

/** The code of an error, or of the first error that it is made of. */
function codeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined;
  if (thrown.name === 'HTTPParserError') return 'HPE';
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code;
  if (thrown instanceof AggregateError) return codeOf(thrown.errors[0]);
  return codeOf(thrown.cause);
}
