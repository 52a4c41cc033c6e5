import type { Environment } from '../model/environment.ts';
import { InspectorError } from '../model/errors.ts';
import type { ServerAddress } from './server-address.ts';

export type ProxyAddress = {
  readonly url: string;
  /** Host and port, without credentials. */
  readonly shown: string;
  readonly noProxy: string;
};

/**
 * From `HTTPS_PROXY`, or `HTTP_PROXY` for plain HTTP; lower case wins, and loopback has none.
 * Throws an `InspectorError` that hides an invalid value.
 */
export function proxyOf(address: ServerAddress, env: Environment): ProxyAddress | undefined {
  const name = address.isPlain ? 'HTTP_PROXY' : 'HTTPS_PROXY';
  const text = read(env, name);
  if (text === undefined || address.isLoopback) return undefined;
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new InspectorError('usage', `${name} is not the address of a proxy`, {
      hint: 'write http://host:port',
    });
  const { hostname, port, protocol } = new URL(url);
  const shown = `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
  return { url, shown, noProxy: read(env, 'NO_PROXY') ?? '' };
}

function read(env: Environment, name: string): string | undefined {
  return [env[name.toLowerCase()], env[name]].map(value => value?.trim()).find(value => value);
}
