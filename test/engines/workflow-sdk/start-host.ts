import { execFile, spawn } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { openWorkflowStore } from '../../../src/engines/workflow-sdk/open-workflow-store.ts';

const here = join(import.meta.dirname, 'host');

export type Host = {
  /** A project's folder with the data folder of its own engine in it. */
  readonly project: string;
  readonly dataFolder: string;
  readonly url: string;
  readonly start: (flow: string, ...args: readonly unknown[]) => Promise<string>;
  readonly resume: (token: string, payload: unknown) => Promise<void>;
  readonly cancel: (id: string) => Promise<void>;
  /** What the engine says of its newest runs. */
  readonly list: (limit: number) => Promise<readonly ListedRun[]>;
  readonly open: () => Promise<RunStore>;
  /** Ends the engine; its data stays. */
  readonly stop: () => Promise<void>;
  readonly remove: () => Promise<void>;
};

export type ListedRun = { readonly runId: string; readonly status: string };

/**
 * Builds the flows where that was not done since they were changed, and starts an engine for a folder of its
 * own, or for that of one that was stopped.
 */
export async function startHost(stopped?: Host): Promise<Host> {
  await buildFlows();
  const project = stopped?.project ?? createProject();
  const dataFolder = join(project, '.workflow-data');
  const child = spawn(process.execPath, [join(here, 'host.mjs')], {
    cwd: project,
    env: {
      ...process.env,
      HOST_BUNDLES: here,
      WORKFLOW_LOCAL_DATA_DIR: dataFolder,
      WORKFLOW_NO_UPDATE_CHECK: '1',
      ...(stopped ? { HOST_RECOVERS: '1' } : {}),
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()));
  const port = await Promise.race([firstLine(child.stdout), ended.then(() => undefined)]);
  if (port === undefined) throw new Error('the engine ended before it was up');
  const ask = async <T>(path: string, body: object): Promise<T> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    const value = (await answer.json()) as T;
    if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(value)}`);
    return value;
  };
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  return {
    project,
    dataFolder,
    url: `http://127.0.0.1:${port}/nothing`,
    start: (flow, ...args) => ask('/start', { flow, args }),
    resume: (token, payload) => ask('/resume', { token, payload }),
    cancel: id => ask('/cancel', { id }),
    list: limit => ask('/list', { id: String(limit) }),
    open: () => openDataFolder(dataFolder),
    stop,
    remove: async () => {
      await stop();
      rmSync(project, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function createProject(): string {
  const project = mkdtempSync(join(tmpdir(), 'runlens-workflow-'));
  symlinkSync(join(here, 'node_modules'), join(project, 'node_modules'));
  return project;
}

export function openDataFolder(folder: string, scanRows = 1_000_000): Promise<RunStore> {
  return openWorkflowStore({
    folder,
    target: { name: 'test', kind: 'workflow-sdk', location: folder, reason: 'test' },
    scanBudget: { ms: 60_000, rows: scanRows },
  });
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string | undefined> {
  for await (const line of createInterface({ input: stream })) return line;
  return undefined;
}

async function buildFlows(): Promise<void> {
  const built = join(here, '.well-known', 'workflow', 'v1', 'flow.js');
  const sources = globSync('*.ts', { cwd: join(here, 'flows') }).map(name => join(here, 'flows', name));
  const changedAt = Math.max(...sources.map(source => statSync(source).mtimeMs));
  if (existsSync(built) && statSync(built).mtimeMs > changedAt) return;
  const program = join(here, 'node_modules', 'workflow', 'bin', 'run.js');
  await promisify(execFile)(process.execPath, [program, 'build'], { cwd: here });
}
