import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findInFolders } from '../../../src/programs/find-on-path.ts';
import { endProcess, freePort } from '../host-process.ts';

/** A server of its own on the loopback interface, with the queues of `workers.js`. */
export type Bullmq = {
  readonly port: number;
  readonly url: string;
  readonly ask: (ask: string, options: Readonly<Record<string, unknown>>) => Promise<unknown>;
  /** Adds an order of a kind, and gives its id. */
  readonly add: (kind: string, data?: object, opts?: object) => Promise<string>;
  /** Waits until a job of the queue `orders` is in this state. */
  readonly reach: (id: string, state: string, queue?: string) => Promise<void>;
  readonly stop: () => Promise<void>;
};

export type Server = { readonly port: number; readonly stop: () => Promise<void> };

/** Valkey, else Redis, which keeps nothing on the disk. */
export async function startServer(args: readonly string[] = [], givenPort?: number): Promise<Server> {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const [binary] = ['valkey-server', 'redis-server'].flatMap(name => findInFolders(name, folders) ?? []);
  if (binary === undefined)
    throw new Error('there is no valkey-server and no redis-server: apt-get install valkey-server');
  const port = givenPort ?? (await freePort());
  const data = await mkdtemp(join(tmpdir(), 'runlens-bullmq-'));
  const bound = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = spawn(binary, [...bound, '--dir', data, ...args], { stdio: 'ignore' });
  const stop = async () => {
    await endProcess(server);
    await rm(data, { recursive: true, force: true });
  };
  await until(`${binary} does not answer`, () => answers(port));
  return { port, stop };
}

export async function startBullmq(): Promise<Bullmq> {
  const server = await startServer();
  const workers = await startWorkers({ PORT: String(server.port) });
  return {
    port: server.port,
    url: `redis://127.0.0.1:${server.port}`,
    ...workers,
    stop: async () => {
      await workers.stop();
      await server.stop();
    },
  };
}

export type Workers = Omit<Bullmq, 'port' | 'url'>;

export async function startWorkers(env: Readonly<Record<string, string>>): Promise<Workers> {
  const workers = fork(join(import.meta.dirname, 'workers.js'), {
    cwd: import.meta.dirname,
    env: { ...process.env, ...env },
    execArgv: [],
    serialization: 'advanced',
  });
  const ask = createAsk(workers);
  await once(workers, 'message');
  const state = (id: string, queue: string) => ask('state', { queue, id });
  return {
    ask,
    add: async (kind, data = {}, opts = {}) =>
      String(await ask('add', { queue: 'orders', name: `${kind} order`, data: { kind, ...data }, opts })),
    reach: (id, wanted, queue = 'orders') =>
      until(`${queue}:${id} never is ${wanted}`, async () => (await state(id, queue)) === wanted),
    stop: () => endProcess(workers),
  };
}

type Answer = { readonly at?: number; readonly answer?: unknown; readonly error?: string };

function createAsk(workers: ChildProcess): Bullmq['ask'] {
  let last = 0;
  const waiting = new Map<number, (answer: Answer) => void>();
  workers.on('message', (message: Answer) => waiting.get(message.at ?? -1)?.(message));
  return async (ask, options) => {
    last += 1;
    const at = last;
    const answer = await new Promise<Answer>(resolve => {
      waiting.set(at, resolve);
      workers.send({ ...options, ask, at });
    });
    waiting.delete(at);
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.answer;
  };
}

/** Asks again until it is so, for 20 s at most. */
export async function until(otherwise: string, isSo: () => Promise<boolean>): Promise<void> {
  const endAt = performance.now() + 20_000;
  while (!(await isSo())) {
    if (performance.now() > endAt) throw new Error(otherwise);
    await delay(20);
  }
}

async function answers(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
