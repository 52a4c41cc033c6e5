import { Socket } from 'node:net';
import { buildConnector, type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';
import type { Environment } from '../model/environment.ts';
import { InspectorError } from '../model/errors.ts';
import type { ServerAddress } from './server-address.ts';
import type { HttpTiming } from './with-retries.ts';

const maxHeaderBytes = 32 * 1_024;
const connections = 32;

type DispatcherOptions = {
  readonly insecure: boolean;
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

type Connector = buildConnector.connector;

/** A pool whose connections never keep the process alive, even while they wait for a response. */
function createUnrefPool(origin: string | URL, options: Pool.Options): Dispatcher {
  const { connect = {} } = options;
  return new Pool(origin, {
    ...options,
    connect: unrefConnector(
      typeof connect === 'function' ? connect : buildConnector({ allowH2: false, ...connect }),
    ),
  });
}

function unrefConnector(connect: Connector): Connector {
  return (target, callback) => {
    const opening: unknown = connect(target, (...result) => {
      unref(result[1]);
      callback(...result);
    });
    unref(opening);
  };
}

/** Undici calls `ref` with every request. */
function unref(socket: unknown): void {
  if (!(socket instanceof Socket)) return;
  socket.unref();
  socket.ref = () => socket;
}

type ProxyAddress = {
  readonly url: string;
  /** Host and port, without credentials. */
  readonly shown: string;
  readonly noProxy: string;
};

/** Lower case wins; loopback has no proxy. Throws an `InspectorError` that hides an invalid value. */
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
