import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunStore } from '../../../src/contract/run-store.ts';
import type { ScanBudget } from '../../../src/engines/kit/run-source.ts';
import { openMastraStore } from '../../../src/engines/mastra/open-mastra-store.ts';
import type { Run } from '../../../src/model/run.ts';
import { patienceMs } from '../../in-time.ts';
import { endProcess, freePort, gather } from '../host-process.ts';

/** An application of Mastra on the loopback interface, with its file in a folder of its own. */
export type Mastra = {
  readonly folder: string;
  readonly file: string;
  readonly url: string;
  readonly open: (options?: OpenOptions) => Promise<RunStore>;
  readonly post: (path: string, body?: unknown) => Promise<unknown>;
  /** Runs a workflow, by its key, until it ends or is suspended. */
  readonly run: (workflow: string, id: string, input?: unknown) => Promise<void>;
  /** Starts a workflow, and does not wait. */
  readonly begin: (workflow: string, id: string, input?: unknown) => Promise<void>;
  readonly start: () => Promise<void>;
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
  readonly remove: () => Promise<void>;
};

type OpenOptions = { readonly place?: string; readonly pollMs?: number; readonly scanBudget?: ScanBudget };

export function targetOf(place: string) {
  return { name: 'shop', kind: 'mastra', location: place, reason: 'argument', isEngine: true } as const;
}

export async function startMastra(): Promise<Mastra> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'runlens-mastra-')));
  const file = join(folder, 'mastra.db');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let server: ChildProcess | undefined;

  const post: Mastra['post'] = async (path, body = {}) => {
    const answer = await fetch(`${url}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return answer.json();
  };
  const stop: Mastra['stop'] = async signal => {
    if (server) await endProcess(server, signal);
    server = undefined;
  };
  const start = async () => {
    const child = spawn(process.execPath, ['--no-warnings', join(import.meta.dirname, 'server.js')], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, MASTRA_TELEMETRY_DISABLED: '1', PORT: String(port), DB: file },
    });
    server = child;
    const said = gather(child);
    await until(
      () => `Mastra does not start: ${said()}`,
      async () => said().includes('ready'),
    );
  };
  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ...{ folder, file, url, post, start, stop },
    open: ({ place = `${file}#${url}`, ...options } = {}) =>
      openMastraStore({ place, target: targetOf(place), pollMs: 20, ...options }),
    async run(workflow, id, inputData = { userId: 7 }) {
      await post(`api/workflows/${workflow}/start-async?runId=${id}`, { inputData });
    },
    async begin(workflow, id, inputData = { userId: 7 }) {
      await post(`api/workflows/${workflow}/create-run?runId=${id}`);
      await post(`api/workflows/${workflow}/start?runId=${id}`, { inputData });
    },
    async remove() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Asks again until it is so. */
export async function until(otherwise: () => string, isSo: () => Promise<boolean>): Promise<void> {
  const endAt = performance.now() + patienceMs;
  while (!(await isSo())) {
    if (performance.now() > endAt) throw new Error(otherwise());
    await delay(20);
  }
}

/** Reads a run until it is as it should be. */
export async function readUntil(store: RunStore, id: string, isSo: (run: Run) => boolean): Promise<Run> {
  let run: Run | undefined;
  await until(
    () => `${id} is ${run?.status}`,
    async () => {
      run = await store.getRun(id, { include: { steps: true, messages: true } });
      return run !== undefined && isSo(run);
    },
  );
  if (!run) throw new Error(`there is no ${id}`);
  return run;
}
