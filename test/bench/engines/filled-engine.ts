import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import type { RunStore } from '../../../src/contract/run-store.ts';

/** Runs of an engine that were made for a benchmark. */
export type FilledEngine = {
  /** As people write it. */
  readonly name: string;
  readonly runs: number;
  /** How the command line opens it. */
  readonly place: string;
  readonly open: () => Promise<RunStore>;
  /** What the bare reads are, in words. */
  readonly bareName: string;
  /** Reads the rows of a page without this program, and gives the ids of its runs. */
  readonly barePage: (which: 'newest' | 'failed') => Promise<readonly string[]>;
  /** Set where the engine has no index: files that a page needs are read, and then kept. */
  readonly keepsFiles?: boolean;
  readonly stop: () => Promise<void>;
};

/** As built: what a user opens. */
export async function importBuilt<Module>(name: string): Promise<Module> {
  return import(new URL(`../../../dist/${name}`, import.meta.url).href);
}

export const pageSize = 50;

const hosts = join(import.meta.dirname, '..', '..', 'engines');

type Tables = {
  /** The host's folder and program. */
  readonly host: string;
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
};

/** Lets an engine make its own tables, and ends it when it is up: nothing runs what is inserted. */
export async function makeTables({ host, program, env }: Tables): Promise<void> {
  const child = spawn(process.execPath, ['--no-deprecation', program], {
    cwd: join(hosts, host),
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  let isUp = false;
  for await (const _ of createInterface({ input: child.stdout })) {
    isUp = true;
    break;
  }
  child.kill('SIGKILL');
  await gone;
  if (!isUp) throw new Error(`${host} ended before it was up`);
}

/** A connection that does not look like one of the engine's. */
export async function connectBare(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'runlens bench' });
  await client.connect();
  return client;
}
