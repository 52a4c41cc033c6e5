import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { openCloudflareStore } from '../../../src/engines/cloudflare/open-cloudflare-store.ts';
import type { ScanBudget } from '../../../src/engines/kit/run-source.ts';
import { patienceMs } from '../../in-time.ts';
import { endProcess, freePort, gather } from '../host-process.ts';

/** A project with workflows in a folder of its own, and its `wrangler dev` on the loopback interface. */
export type Wrangler = {
  readonly project: string;
  readonly port: number;
  /** The folder with the files. */
  readonly state: string;
  readonly open: (options?: OpenOptions) => Promise<RunStore>;
  /** Starts an instance of `orders`, and gives its id. */
  readonly begin: (kind: string, input?: object, id?: string) => Promise<string>;
  readonly api: (method: string, path: string, body?: object) => Promise<unknown>;
  readonly get: (path: string, body?: object) => Promise<Response>;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly remove: () => Promise<void>;
};

type OpenOptions = {
  readonly port?: number;
  readonly pollMs?: number;
  readonly scanBudget?: ScanBudget;
};

const host = join(import.meta.dirname, 'host');
const cli = join(host, 'node_modules', 'wrangler', 'wrangler-dist', 'cli.js');

export async function startWrangler(): Promise<Wrangler> {
  const project = realpathSync(mkdtempSync(join(tmpdir(), 'runlens-cloudflare-')));
  for (const name of ['worker.js', 'wrangler.jsonc']) cpSync(join(host, name), join(project, name));
  const state = join(project, '.wrangler', 'state', 'v3');
  const port = await freePort();
  let server: ChildProcess | undefined;
  let count = 0;

  const get: Wrangler['get'] = (path, body) =>
    fetch(`http://127.0.0.1:${port}/${path}`, {
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
  const api: Wrangler['api'] = async (method, path, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}/cdn-cgi/local/explorer/api/workflows/${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'x-miniflare-explorer-no-aggregate': 'true' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${text}`);
    return JSON.parse(text);
  };
  const stop = async () => {
    if (server) await end(server);
    server = undefined;
  };
  const start = async () => {
    server = spawn(process.execPath, ['--no-warnings', cli, 'dev', ...optionsFor(port, await freePort())], {
      cwd: project,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: {
        ...process.env,
        ...{ CI: '1', WRANGLER_SEND_METRICS: 'false', DO_NOT_TRACK: '1', NO_UPDATE_NOTIFIER: '1' },
        ...{ CLOUDFLARE_CF_FETCH_ENABLED: 'false', XDG_CONFIG_HOME: join(project, 'config') },
      },
    });
    const said = gather(server);
    await until(
      () => `wrangler dev does not answer: ${said()}`,
      async () => (await get('')).ok,
    );
  };
  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ...{ project, port, state, api, get, start, stop },
    open: ({ port: named = port, ...options } = {}) => {
      const place = `${state}:${named}`;
      const target = { name: 'shop', kind: 'cloudflare', location: place, reason: 'argument' };
      return openCloudflareStore({ place, target: { ...target, isEngine: true }, ...options });
    },
    async begin(kind, input = {}, id = `${kind}-${count++}`) {
      await api('POST', 'orders/instances', { id, params: { kind, ...input } });
      return id;
    },
    async remove() {
      await stop();
      rmSync(project, { recursive: true, force: true });
    },
  };
}

function optionsFor(port: number, inspector: number): readonly string[] {
  const ports = ['--port', String(port), '--inspector-port', String(inspector)];
  return ['--ip', '127.0.0.1', '--local-protocol', 'http', ...ports];
}

/** Asks again until it is so; what is thrown meanwhile counts as no. */
export async function until(otherwise: () => string, isSo: () => Promise<boolean>): Promise<void> {
  const endAt = performance.now() + patienceMs;
  while (!(await isSo().catch(() => false))) {
    if (performance.now() > endAt) throw new Error(otherwise());
    await delay(50);
  }
}

/** It ends what it has started; what is left of its group after that is killed. */
async function end(child: ChildProcess): Promise<void> {
  await endProcess(child, 'SIGTERM');
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nothing is left.
  }
}
