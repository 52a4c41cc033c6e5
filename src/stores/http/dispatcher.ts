import { type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';
import type { HttpTimeouts } from './http-timeouts.ts';
import type { ServerAddress } from './server-address.ts';
import { createUnrefPool } from './unref-connect.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const maxHeaderBytes = 32 * 1_024;
const connections = 32;

/**
 * Connections to one server, kept alive; through the proxy that `HTTPS_PROXY` or `HTTP_PROXY` names, unless `NO_PROXY` or
 * a loopback address says otherwise. Time is up when the caller's signal says so: undici's own timers are coarse.
 */
export function createDispatcher(
  address: ServerAddress,
  timeouts: HttpTimeouts,
  options: { readonly insecure: boolean; readonly isBackground: boolean; readonly env: Environment },
): Dispatcher {
  const tls = options.insecure ? { rejectUnauthorized: false } : {};
  const shared = {
    connections,
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 10_000,
    connectTimeout: timeouts.connectMs,
    allowH2: false,
    connect: { ...tls, timeout: timeouts.connectMs },
  };
  const proxy = address.isLoopback ? undefined : proxyOf(address, options.env);
  const { isBackground } = options;
  if (proxy === undefined)
    return isBackground ? createUnrefPool(address.origin, shared) : new Pool(address.origin, shared);
  return new EnvHttpProxyAgent({
    ...shared,
    ...(isBackground && { factory: createUnrefPool, clientFactory: createUnrefPool }),
    requestTls: tls,
    httpProxy: proxy,
    httpsProxy: proxy,
    noProxy: first(options.env, 'no_proxy', 'NO_PROXY') ?? '',
  });
}

function proxyOf({ isPlain }: ServerAddress, env: Environment): string | undefined {
  return isPlain ? first(env, 'http_proxy', 'HTTP_PROXY') : first(env, 'https_proxy', 'HTTPS_PROXY');
}

function first(env: Environment, ...names: readonly string[]): string | undefined {
  return names.map(name => env[name]?.trim()).find(value => value);
}
