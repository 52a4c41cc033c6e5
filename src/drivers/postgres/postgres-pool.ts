import { Socket } from 'node:net';
import pg from 'pg';
import { readSmallFile } from '../../files/read-small-file.ts';
import { errorCode, InspectorError, thrownMessage } from '../../model/errors.ts';
import { showUrl } from './postgres-error.ts';

export type PoolOptions = {
  readonly max?: number;
  readonly connectTimeoutMs?: number;
  /** Longer than any statement may take: a connection that is silent for longer counts as dead. */
  readonly answerTimeoutMs?: number;
  readonly applicationName?: string;
  /** The schemas of the tables, whatever the options of the address say. */
  readonly searchPath?: string;
  readonly settings?: Readonly<Record<string, string>>;
  /** Set when a pooler takes no settings. */
  readonly isBare?: boolean;
  /** Set for the address of a stranger, which gets no password but its own, and no variables. */
  readonly isForeign?: boolean;
};

/** A transaction whose program is cut off or stopped holds its locks for this time. */
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

/** A pool that connects with the first query. Throws an `InspectorError` for a bad address. */
export function createPool(url: string, options: PoolOptions = {}): pg.Pool {
  const sockets = createSocketSet();
  const pool = new pg.Pool({
    ...clientConfig(url, { ...options, sockets }),
    max: options.max ?? 10,
    query_timeout: options.answerTimeoutMs,
    idleTimeoutMillis: 30_000,
  });
  // A connection that breaks while idle is replaced when the next is needed.
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

/** The address's `options` apply, except the search path. Throws an `InspectorError` for a bad address. */
export function clientConfig(
  url: string,
  options: PoolOptions & { readonly sockets?: SocketSet } = {},
): pg.ClientConfig {
  const { sockets = createSocketSet(), searchPath } = options;
  const address = parseUrl(url);
  const own = { jit: 'off', idle_in_transaction_session_timeout: idleMs, ...options.settings };
  const settings = options.isBare ? [] : Object.entries(own).map(([name, value]) => `-c ${name}=${value}`);
  const fromAddress = options.isForeign ? null : address.searchParams.get('options');
  return {
    ...(options.isForeign ? foreignServer(address, sockets) : ownServer(address)),
    application_name: options.applicationName ?? 'runlens',
    connectionTimeoutMillis: options.connectTimeoutMs ?? 10_000,
    keepAlive: true,
    stream: sockets.create,
    types,
    options: [...settings, fromAddress, searchPath && `-c search_path=${searchPath}`]
      .filter(Boolean)
      .join(' '),
  };
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

/** Everything is set, so that the driver takes nothing from `PG…` variables except `PGSSLMODE`. */
function foreignServer(address: URL, sockets: SocketSet): pg.ClientConfig {
  const { hostname, port, username, password, pathname, searchParams } = address;
  const user = decodeURIComponent(username) || pg.defaults.user;
  return {
    host: hostname.replace(/^\[(.+)\]$/, '$1') || 'localhost',
    port: Number(port || 5432),
    user,
    database: decodeURIComponent(pathname.slice(1)) || user,
    client_encoding: 'UTF8',
    sslnegotiation: 'postgres',
    password:
      decodeURIComponent(password) ||
      (async () => {
        // The driver leaves the connection open, and the server may, too.
        setImmediate(sockets.destroyAll);
        throw passwordRefused(address);
      }),
    ...(searchParams.has('sslmode') ? { ssl: true } : {}),
  };
}

function passwordRefused(address: URL): InspectorError {
  const { hostname, port } = address;
  const message = `${showUrl(address.href)} asks for a password: none is sent to an address from a project's file`;
  return new InspectorError('auth', message, {
    hint: `PGPASSWORD_ORIGIN=postgres://${hostname}:${port || 5432} allows it; so does the address in your own configuration`,
  });
}

const fileParameters = ['sslcert', 'sslkey', 'sslrootcert'];

/** For the user's own address, which the driver reads. Throws an `InspectorError` for an unfit file. */
function ownServer(url: URL): pg.ClientConfig {
  const address = new URL(url);
  for (const name of fileParameters) {
    for (const path of address.searchParams.getAll(name)) if (path !== '') checkFile(name, path);
  }
  // The driver would replace the options of the pool by those of the address.
  address.searchParams.delete('options');
  return { connectionString: address.href };
}

/** The driver reads the file again, whatever it is. */
function checkFile(name: string, path: string): void {
  try {
    readSmallFile(path);
  } catch (error) {
    const reason = errorCode(error) ?? thrownMessage(error);
    throw new InspectorError(
      'usage',
      `cannot read ${path}, the ${name} of the database's address: ${reason}`,
      { hint: 'name a regular file of at most 64 KB in PEM format', cause: error },
    );
  }
}

/** Sockets of connections, to close those that the server keeps open. */
export type SocketSet = {
  readonly create: () => Socket;
  /** Closes what the server has not closed soon. Does not keep the process alive. */
  readonly destroySoon: () => void;
  readonly destroyAll: () => void;
};

const goodbyeMs = 500;

export function createSocketSet(): SocketSet {
  const sockets = new Set<Socket>();
  const destroyAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    create() {
      const socket = new Socket();
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      return socket;
    },
    destroySoon() {
      setTimeout(destroyAll, goodbyeMs).unref();
    },
    destroyAll,
  };
}
