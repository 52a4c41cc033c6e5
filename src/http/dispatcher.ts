import { type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';
import type { HttpTiming } from './http-timing.ts';
import type { ProxyAddress } from './proxy-address.ts';
import type { ServerAddress } from './server-address.ts';
import { createUnrefPool } from './unref-connect.ts';

const maxHeaderBytes = 32 * 1_024;
const connections = 32;

type DispatcherOptions = {
  readonly insecure: boolean;
  /** Never keeps the process alive. */
  readonly isBackground: boolean;
  readonly proxy: ProxyAddress | undefined;
};

/** A pool for one server. The caller's signal times responses out, because undici's timers are coarse. */
export function createDispatcher(
  address: ServerAddress,
  timeouts: HttpTiming,
  { insecure, isBackground, proxy }: DispatcherOptions,
): Dispatcher {
  const tls = insecure ? { rejectUnauthorized: false } : {};
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
  if (proxy === undefined)
    return isBackground ? createUnrefPool(address.origin, shared) : new Pool(address.origin, shared);
  return new EnvHttpProxyAgent({
    ...shared,
    ...(isBackground && { factory: createUnrefPool, clientFactory: createUnrefPool }),
    requestTls: tls,
    httpProxy: proxy.url,
    httpsProxy: proxy.url,
    noProxy: proxy.noProxy,
  });
}
