import { InspectorError } from '../model/errors.ts';
import { isLoopbackHost } from '../model/loopback.ts';

export type ServerAddress = {
  readonly origin: string;
  /** Precedes every path of the API; no trailing slash, empty at the root. */
  readonly basePath: string;
  readonly shown: string;
  readonly host: string;
  readonly isLoopback: boolean;
  readonly isPlain: boolean;
};

/** Parses `https://host[:port][/base]`. Throws an `InspectorError` that shows no secret. */
export function parseServerAddress(url: string): ServerAddress {
  if (!URL.canParse(url)) throw invalid('this is not the address of a server');
  const parsed = new URL(url);
  const { protocol, origin, hostname, username, password, search, hash } = parsed;
  if (protocol !== 'http:' && protocol !== 'https:')
    throw invalid(`the address of a server does not begin with ${protocol}`);
  const basePath = parsed.pathname.replace(/\/+$/, '');
  const shown = origin + basePath;
  if (username !== '' || password !== '')
    throw invalid(`the address of ${shown} contains a name or a password`);
  if (search !== '' || hash !== '') throw invalid(`the address of ${shown} has a query or a fragment`);
  const isLoopback = isLoopbackHost(hostname);
  return { origin, basePath, shown, host: hostname, isLoopback, isPlain: protocol === 'http:' };
}

/** Throws if the token must not be sent to this address or is no valid header value. */
export function checkToken(address: ServerAddress, token: string, isInsecure: boolean): void {
  if (!/^[\x21-\x7e]{1,4096}$/.test(token))
    throw new InspectorError('auth', `the token for ${address.shown} contains characters that no token has`, {
      hint: 'give the token alone, without spaces and line breaks',
    });
  requireTrust(address, isInsecure, {
    secret: 'a token',
    hint: 'use an https:// address; on a network you trust --insecure allows it, or {insecure: true} of a recorder',
  });
}

export function requireTrust(
  { isPlain, isLoopback, shown }: ServerAddress,
  isInsecure: boolean,
  { secret, hint }: { readonly secret: string; readonly hint: string },
): void {
  if (isPlain && !isLoopback && !isInsecure)
    throw new InspectorError('usage', `${secret} is not sent to ${shown}, where others can read it`, {
      hint,
    });
}

function invalid(message: string): InspectorError {
  return new InspectorError('usage', message, {
    hint: 'write https://host or https://host/base, and give the token separately',
  });
}

/** `what`: what the address is of, as in `an admin API`. */
type ServerWords = { readonly kind: string; readonly port: number; readonly what: string };

const ownHost = '127.0.0.1';
const hostAndPort = /^(?:\/\/)?(?:[\w.-]+|\[[\da-f:]+\]):\d{1,5}(?:\/[\w./-]*)?$/i;

/** The address of an engine's server: a URL, a port of this machine, or nothing for the usual one there. */
export function locateServer(address: string, { kind, port, what }: ServerWords): string {
  const text = address.trim();
  const own = `http://${ownHost}:${port}`;
  if (text === '') return own;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return `http://${ownHost}:${Number(text)}`;
  if (/^https?:\/\//i.test(text)) return parseServerAddress(text).shown;
  throw new InspectorError(
    'usage',
    `${kind}: is followed by the address of ${what}, a port of this machine, or nothing`,
    {
      hint: hostAndPort.test(text)
        ? `write ${kind}:http://${text.replace(/^\/\//, '')}`
        : `write ${kind}:${own}, or ${kind}: alone for that`,
    },
  );
}

/** The host of the place; for this machine, the engine's kind and the port. */
export function nameOfServer(place: string, kind: string): string {
  const { hostname, host, port } = new URL(place);
  return hostname === ownHost && port !== '' ? `${kind}:${port}` : host;
}
