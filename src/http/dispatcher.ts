import { Socket } from 'node:net';
import { buildConnector, type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';
import type { HttpTiming } from './http-timing.ts';
import type { ProxyAddress, ServerAddress } from './server-address.ts';

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
