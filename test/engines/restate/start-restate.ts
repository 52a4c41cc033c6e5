import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { arch, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { endProcess, freePort, gather } from '../host-process.ts';

/** A Restate server of its own on the loopback interface, with the services of `services.js`. */
export type Restate = {
  /** Without a slash at the end. */
  readonly admin: string;
  readonly ingress: string;
  /** Sends an invocation, and gives its id. */
  readonly send: (path: string, body?: unknown) => Promise<string>;
  readonly post: (url: string, body?: string | Uint8Array, type?: string) => Promise<Response>;
  readonly patch: (id: string, act: string) => Promise<number>;
  readonly query: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  readonly stop: () => Promise<void>;
};

const folder = import.meta.dirname;

/** Waiting invocations are suspended after a second. */
export async function startRestate(): Promise<Restate> {
  const data = await mkdtemp(join(tmpdir(), 'runlens-restate-'));
  const processes: ChildProcess[] = [];
  const stop = async () => {
    for (const child of processes) await endProcess(child);
    await rm(data, { recursive: true, force: true });
  };
  try {
    return { ...(await boot(data, processes)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function boot(data: string, processes: ChildProcess[]): Promise<Omit<Restate, 'stop'>> {
  const [admin, ingress, node] = await Promise.all([freePort(), freePort(), freePort()]);
  const server = spawn(binary(), ['--no-logo'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      RESTATE_BASE_DIR: data,
      RESTATE_NODE_NAME: 'test',
      RESTATE_LISTEN_MODE: 'tcp',
      RESTATE_BIND_IP: '127.0.0.1',
      RESTATE_BIND_PORT: String(node),
      RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
      RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
      RESTATE_DEFAULT_NUM_PARTITIONS: '1',
      RESTATE_WORKER__INVOKER__INACTIVITY_TIMEOUT: '1s',
      RESTATE_DISABLE_TELEMETRY: 'true',
      DO_NOT_TRACK: '1',
    },
  });
  processes.push(server);
  const said = gather(server);
  const services = spawn(process.execPath, ['services.js'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  processes.push(services);
  const [line]: unknown[] = await once(services.stdout, 'data');
  const restate = callRestate(`http://127.0.0.1:${admin}`, `http://127.0.0.1:${ingress}`);
  await until(`restate does not answer: ${said()}`, async () => {
    // Its health is well before it can be asked.
    return (await restate.query('select count(*) as n from sys_invocation')).length === 1;
  });
  const uri = `http://127.0.0.1:${String(line).trim()}`;
  await until(`restate does not take the services: ${said()}`, async () => {
    const { ok } = await restate.post(`${restate.admin}/deployments`, JSON.stringify({ uri, force: true }));
    return ok;
  });
  return restate;
}

function callRestate(admin: string, ingress: string): Omit<Restate, 'stop'> {
  const post: Restate['post'] = (url, body, type = 'application/json') =>
    fetch(url, {
      method: 'POST',
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': type }) },
      ...(body === undefined ? {} : { body }),
    });
  return {
    admin,
    ingress,
    post,
    async send(path, body) {
      const answer = await post(`${ingress}/${path}`, body === undefined ? undefined : JSON.stringify(body));
      const said: unknown = await answer.json();
      if (typeof said === 'object' && said !== null && 'invocationId' in said)
        return String(said.invocationId);
      throw new Error(`${path}: ${JSON.stringify(said)}`);
    },
    async patch(id, act) {
      const answer = await fetch(`${admin}/invocations/${id}/${act}`, { method: 'PATCH' });
      await answer.arrayBuffer();
      return answer.status;
    },
    async query(sql) {
      const answer = await post(`${admin}/query`, JSON.stringify({ query: sql }));
      const said: unknown = await answer.json();
      if (typeof said === 'object' && said !== null && 'rows' in said && Array.isArray(said.rows))
        return said.rows;
      throw new Error(`${sql}: ${JSON.stringify(said)}`);
    },
  };
}

/** Asks again until it is so, for 20 s at most; what is thrown meanwhile counts as no. */
export async function until(otherwise: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await isSo().catch(() => false))) {
    if (performance.now() > end) throw new Error(otherwise);
    await delay(50);
  }
}

function binary(): string {
  const name = `restate-server-${platform()}-${arch()}`;
  return join(folder, 'node_modules', '@restatedev', name, 'bin', 'restate-server');
}
