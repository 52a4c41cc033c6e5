import { InspectorError } from '../model/errors.ts';
import { isLoopbackHost } from '../model/loopback.ts';

export type ServerAddress = {
  readonly origin: string;
  /** Precedes every path of the API; no trailing slash, empty at the root. */
  readonly basePath: string;
  /** Without secrets. */
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
  if (address.isPlain && !address.isLoopback && !isInsecure)
    throw new InspectorError('usage', `a token is not sent to ${address.shown}, where others can read it`, {
      hint: 'use an https:// address; on a network you trust --insecure allows it, or {insecure: true} of a recorder',
    });
}

function invalid(message: string): InspectorError {
  return new InspectorError('usage', message, {
    hint: 'write https://host or https://host/base, and give the token separately',
  });
}
