import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { patienceMs } from '../in-time.ts';
import { makeReachableFolder } from '../ordinary-user/reachable-folder.ts';
import { quickFolder } from '../quick-folder.ts';
import { findNativePostgres, type NativePostgres } from './native-postgres.ts';

/** A PostgreSQL of the tests' own, on loopback, with its data in a temporary folder. */
export type Postgres = {
  /** The address of its first database, as a superuser without password. */
  readonly url: string;
  /** The address of another database of it. */
  readonly urlOf: (database: string) => string;
  readonly pid: () => number;
  /** Ends the server at once, as a crash does, and resolves when it is gone. */
  readonly crash: () => Promise<void>;
  /** Starts it again after a crash, on the same data and port. */
  readonly restart: () => Promise<void>;
  /** Ends the server and removes its data. Twice is fine. */
  readonly stop: () => Promise<void>;
};

export type PostgresOptions = {
  /** Settings of the server, over those for tests: nothing is synced to the disk there. */
  readonly settings?: Readonly<Record<string, string>>;
  /**
   * Keeps the data on the disk, which takes a third of a second for each database, and not in memory where
   * there is room.
   */
  readonly onDisk?: boolean;
  /** A folder in which the data stays when the server ends, and is found again; made when it is missing. */
  readonly folder?: string;
};

const user = 'runlens';
const startMs = patienceMs;
const stopMs = 5_000;

const testSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'off',
  full_page_writes: 'off',
  shared_buffers: '64MB',
  max_connections: '200',
  max_wal_size: '2GB',
  autovacuum_naptime: '5s',
  lc_messages: 'C',
  timezone: 'UTC',
} as const;

/** Makes a cluster and starts its server; resolves when it takes connections. */
export async function startPostgres({
  settings = {},
  onDisk = false,
  folder,
}: PostgresOptions = {}): Promise<Postgres> {
  const programs = makeReachableFolder('runlens-postgres-');
  const scratch = folder ?? makeReachableFolder('runlens-postgres-', onDisk ? tmpdir() : quickFolder());
  const folders = folder === undefined ? [programs, scratch] : [programs];
  try {
    const native = findNativePostgres(programs);
    const data = await initialise(native, scratch);
    const port = await freePort();
    const run = () => runServer(native, data, { ...testSettings, ...settings, port: String(port) }, folders);
    let server = await run();
    const urlOf = (database: string) => `postgres://${user}@127.0.0.1:${port}/${database}`;
    return {
      url: urlOf('postgres'),
      urlOf,
      pid: () => server.pid,
      crash: () => server.end('SIGKILL'),
      async restart() {
        server = await run();
      },
      async stop() {
        await server.end('SIGINT');
        removeAll(folders);
      },
    };
  } catch (error) {
    removeAll(folders);
    throw error;
  }
}

function removeAll(folders: readonly string[]): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

async function initialise(native: NativePostgres, scratch: string): Promise<string> {
  const data = join(scratch, 'data');
  if (existsSync(join(data, 'PG_VERSION'))) return data;
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const { uid, gid } = native.user;
  if (uid !== undefined && gid !== undefined) {
    chmodSync(scratch, 0o711);
    chownSync(data, uid, gid);
  }
  const options = ['-A', 'trust', '-E', 'UTF8', '--locale-provider=icu', '--icu-locale=en', '--locale=C'];
  const child = spawn(
    join(native.folder, 'bin', 'initdb'),
    ['-D', data, '-U', user, ...options, '--no-sync'],
    {
      ...native.user,
      cwd: data,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const said = gather(child);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`initdb failed: ${said()}`);
  return data;
}

type Server = { readonly pid: number; readonly end: (signal: 'SIGINT' | 'SIGKILL') => Promise<void> };

async function runServer(
  native: NativePostgres,
  data: string,
  settings: Readonly<Record<string, string>>,
  folders: readonly string[],
): Promise<Server> {
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(join(native.folder, 'bin', 'postgres'), ['-D', data, ...flags], {
    ...native.user,
    cwd: data,
    // A group of its own: an interrupt of the tests is not the server's, which is stopped by whoever started
    // it.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('postgres cannot be started');
  const gone = once(child, 'close');
  const guard = guardServer(pid, folders);
  await untilReady(child, gone);
  child.unref();
  return {
    pid,
    async end(signal) {
      if (child.exitCode === null && child.signalCode === null) process.kill(pid, signal);
      const timer = setTimeout(() => process.kill(pid, 'SIGKILL'), stopMs);
      await gone;
      clearTimeout(timer);
      guard.dismiss();
    },
  };
}

async function untilReady(child: ChildProcess, gone: Promise<unknown>): Promise<void> {
  const said = gather(child);
  let isGone = false;
  void gone.then(() => {
    isGone = true;
  });
  const deadline = performance.now() + startMs;
  while (!said().includes('ready to accept connections')) {
    if (isGone) throw new Error(`postgres ended: ${said()}`);
    if (performance.now() > deadline) throw new Error(`postgres does not start: ${said()}`);
    await delay(10);
  }
}

/** The last of what a program says on stderr. */
function gather(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-20_000);
  });
  return () => text;
}

const guardScript = `
read -r word
[ "$word" = dismissed ] && exit 0
pid=$1
shift
kill -INT "$pid"
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do kill -0 "$pid" || break; sleep 0.2; done
kill -KILL "$pid"
rm -rf "$@"
`;

/**
 * Ends the server and removes its folders when this process ends in whatever way, which closes the guard's
 * input.
 */
function guardServer(pid: number, folders: readonly string[]): { readonly dismiss: () => void } {
  const guard = spawn('sh', ['-c', guardScript, 'guard', String(pid), ...folders], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  const { stdin } = guard;
  if ('unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
  stdin.on('error', () => {});
  return { dismiss: () => void stdin.end('dismissed\n') };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
