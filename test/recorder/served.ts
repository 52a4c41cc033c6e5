import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RunStore } from '../../src/contract/run-store.ts';
import type { ServedStore } from '../../src/contract/served-store.ts';
import { openServedSqlite } from '../../src/database/sqlite/serve/open-served-sqlite.ts';
import { type RunningServer, serveStore } from '../../src/server/serve-store.ts';
import { startFaultProxy } from '../http/fault-proxy.ts';
import { type AtEnd, makeFolder, openStoreAt } from './recorded.ts';

type Server = RunningServer & {
  readonly served: ServedStore;
  readonly path: string;
  readonly port: number;
  readonly store: () => Promise<RunStore>;
};

/** A real server over a store of its own; at the same port and over the same store when they are given. */
export async function startServer(
  { path = '', port = 0 } = {},
  atEnd: AtEnd = end => onTestFinished(end),
): Promise<Server> {
  path ||= join(makeFolder(atEnd), 'runs.db');
  const target = { name: 'test', kind: 'sqlite', location: path, reason: 'argument' };
  const served = await openServedSqlite({ path, target });
  const server = await serveStore({
    served,
    version: 'test',
    port,
    stopMs: 200,
    reportBug: error => {
      throw error;
    },
  });
  atEnd(() => server.close());
  const ownPort = Number(new URL(server.url).port);
  return { ...server, served, path, port: ownPort, store: () => openStoreAt(path, atEnd) };
}

/** An address at which nothing answers. */
export async function freeUrl(): Promise<{ readonly url: string; readonly port: number }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  server.close();
  await once(server, 'close');
  return { url: `http://127.0.0.1:${address.port}`, port: address.port };
}

/** An address that answers nothing to whoever comes. */
export async function startHanging(): Promise<string> {
  const proxy = await startFaultProxy();
  onTestFinished(() => proxy.close());
  proxy.set(client => void client.resume());
  return proxy.url;
}
