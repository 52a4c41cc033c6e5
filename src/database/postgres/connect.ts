import pg from 'pg';
import { InspectorError } from '../../model/errors.ts';
import { foreignServer } from './foreign-server.ts';
import { ownServer } from './own-server.ts';
import { toStoreError } from './postgres-error.ts';
import { schemaName } from './postgres-schema.ts';
import { showUrl } from './show-url.ts';
import { createSocketSet, type SocketSet } from './socket-set.ts';

export type PoolOptions = {
  /** The maximum number of connections. */
  readonly max?: number;
  readonly connectTimeoutMs?: number;
  /** Longer than any statement may take: a connection that is silent for this long counts as dead. */
  readonly answerTimeoutMs?: number;
  /** The name under which the database lists the connection. */
  readonly applicationName?: string;
  /** Further settings of every connection, for example `statement_timeout`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Set for the address of a stranger: no password is sent, and no other part of the environment counts. */
  readonly isForeign?: boolean;
};

/** A transaction whose program is cut off or stopped holds its locks for this long. */
const idleMs = '60000';

/** `bigint` columns hold counts and keys, all of which JavaScript represents exactly. */
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    return oid === pg.types.builtins.INT8 && format !== 'binary'
      ? Number
      : pg.types.getTypeParser(oid, format);
  },
} satisfies pg.CustomTypesConfig;

const inUse = new WeakMap<pg.Pool, { readonly clients: Set<pg.PoolClient>; readonly sockets: SocketSet }>();

/** A pool with the schema of runlens as `search_path`. It connects with the first query. */
export function createPool(url: string, options: PoolOptions = {}): pg.Pool {
  const sockets = createSocketSet();
  const pool = new pg.Pool({
    ...clientConfig(url, { ...options, sockets }),
    max: options.max ?? 10,
    query_timeout: options.answerTimeoutMs,
    idleTimeoutMillis: 30_000,
  });
  // A connection that breaks while idle is replaced when the next one is needed.
  pool.on('error', () => {});
  const clients = new Set<pg.PoolClient>();
  pool.on('acquire', client => clients.add(client));
  pool.on('release', (_, client) => clients.delete(client));
  inUse.set(pool, { clients, sockets });
  return pool;
}

/** Ends a pool, and closes connections that are still in use after `patienceMs`. */
export async function endPool(pool: pg.Pool, patienceMs: number): Promise<void> {
  const opened = inUse.get(pool);
  const ended = pool.end();
  const timer = setTimeout(() => {
    for (const client of opened?.clients ?? []) client.end().catch(() => {});
    opened?.sockets.destroySoon();
  }, patienceMs);
  await ended.finally(() => clearTimeout(timer));
  // A connection that failed is no longer the pool's.
  opened?.sockets.destroySoon();
}

/** The address's own `options` apply, except for the schema. Throws an `InspectorError` for a bad address. */
export function clientConfig(
  url: string,
  options: PoolOptions & { readonly sockets?: SocketSet } = {},
): pg.ClientConfig {
  const { sockets = createSocketSet() } = options;
  const address = parseUrl(url);
  const settings = { jit: 'off', idle_in_transaction_session_timeout: idleMs, ...options.settings };
  const given = options.isForeign ? null : address.searchParams.get('options');
  const schema = { search_path: `${schemaName},public` };
  return {
    ...(options.isForeign ? foreignServer(address, sockets) : ownServer(address)),
    application_name: options.applicationName ?? 'runlens',
    connectionTimeoutMillis: options.connectTimeoutMs ?? 10_000,
    keepAlive: true,
    stream: sockets.create,
    types,
    options: [toFlags(settings), given, toFlags(schema)].filter(Boolean).join(' '),
  };
}

function toFlags(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

/** Converts errors of the database to an `InspectorError`. */
export async function withStoreErrors<T>(url: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toStoreError(error, showUrl(url));
  }
}

function parseUrl(url: string): URL {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address && /^postgres(ql)?:$/.test(address.protocol) && isDecodable(address)) return address;
  throw new InspectorError('usage', `${showUrl(url)} is not the address of a database`, {
    hint: 'write it like postgres://user@host:5432/database',
  });
}

function isDecodable({ username, password, hostname, pathname }: URL): boolean {
  try {
    decodeURIComponent([username, password, hostname, pathname].join(' '));
    return true;
  } catch {
    return false;
  }
}
