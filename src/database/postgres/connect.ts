import pg from 'pg';
import { InspectorError } from '../../model/errors.ts';
import { toStoreError } from './postgres-error.ts';
import { schemaName } from './postgres-schema.ts';
import { showUrl } from './show-url.ts';

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
};

/** `bigint` columns hold counts and keys, all of which JavaScript represents exactly. */
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    return oid === pg.types.builtins.INT8 && format !== 'binary'
      ? Number
      : pg.types.getTypeParser(oid, format);
  },
} satisfies pg.CustomTypesConfig;

const inUse = new WeakMap<pg.Pool, Set<pg.PoolClient>>();

/** A pool with the schema of runlens as `search_path`. It connects with the first query. */
export function createPool(url: string, options: PoolOptions = {}): pg.Pool {
  const pool = new pg.Pool({
    ...clientConfig(url, options),
    max: options.max ?? 10,
    query_timeout: options.answerTimeoutMs,
    idleTimeoutMillis: 30_000,
  });
  // A connection that breaks while idle is replaced when the next one is needed.
  pool.on('error', () => {});
  const clients = new Set<pg.PoolClient>();
  pool.on('acquire', client => clients.add(client));
  pool.on('release', (_, client) => clients.delete(client));
  inUse.set(pool, clients);
  return pool;
}

/** Ends a pool, and closes connections that are still in use after `patienceMs`. */
export async function endPool(pool: pg.Pool, patienceMs: number): Promise<void> {
  const ended = pool.end();
  const timer = setTimeout(() => {
    for (const client of inUse.get(pool) ?? []) client.end().catch(() => {});
  }, patienceMs);
  await ended.finally(() => clearTimeout(timer));
}

/** The address's own `options` apply, except for the schema. Throws an `InspectorError` for a bad address. */
export function clientConfig(url: string, options: PoolOptions = {}): pg.ClientConfig {
  const address = parseUrl(url);
  const settings = { jit: 'off', ...options.settings };
  const given = address.searchParams.get('options');
  // The driver would replace the options below by these.
  address.searchParams.delete('options');
  const schema = { search_path: `${schemaName},public` };
  return {
    connectionString: address.href,
    application_name: options.applicationName ?? 'runlens',
    connectionTimeoutMillis: options.connectTimeoutMs ?? 10_000,
    keepAlive: true,
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
  if (address && /^postgres(ql)?:$/.test(address.protocol)) return address;
  throw new InspectorError('usage', `${showUrl(url)} is not the address of a database`, {
    hint: 'write it like postgres://user@host:5432/database',
  });
}
