import { cpSync, existsSync, globSync, renameSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { deserialize } from 'node:v8';
import Database from 'better-sqlite3';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { startWrangler, type Wrangler } from '../../engines/cloudflare/start-wrangler.ts';
import { type FilledEngine, importBuilt, pageSize } from './filled-engine.ts';

type CloudflareStore = typeof import('../../../src/engines/cloudflare/open-cloudflare-store.ts');

const atOnce = 100;
const patienceMs = 60_000;

/**
 * Instances that `wrangler dev` ran, once: that takes minutes, so they are kept. It is ended before
 * anything is measured.
 */
export async function fillCloudflare(runs: number): Promise<FilledEngine> {
  const project = join(tmpdir(), `runlens-bench-workflows-${runs}`);
  const state = join(project, '.wrangler', 'state', 'v3');
  if (!existsSync(state)) await makeInstances(state, runs);
  return {
    ...{
      name: 'Cloudflare',
      runs,
      place: `cloudflare:${project}`,
      open: () => openBuilt(state),
      keepsFiles: true,
    },
    bareName: 'every file looked at, those opened that were written since the page began',
    barePage: async which => barePage(state, which),
    stop: async () => {},
  };
}

async function openBuilt(state: string): Promise<RunStore> {
  const { openCloudflareStore } = await importBuilt<CloudflareStore>('cloudflare-store.js');
  const target = { name: 'bench', kind: 'cloudflare', location: state, reason: 'argument' };
  return openCloudflareStore({ place: state, target });
}

async function makeInstances(state: string, runs: number): Promise<void> {
  const wrangler = await startWrangler();
  try {
    await runInstances(wrangler, runs);
    await wrangler.stop();
    const unfinished = `${state}-unfinished`;
    cpSync(wrangler.state, unfinished, { recursive: true, preserveTimestamps: true });
    renameSync(unfinished, state);
  } finally {
    await wrangler.remove();
  }
}

/** So many instances a start: with very many, `wrangler dev` gets slow, and fails. */
const ofOneStart = 1_000;

/** Every tenth fails. */
async function runInstances(wrangler: Wrangler, runs: number): Promise<void> {
  for (let from = 0; from < runs; from += atOnce) {
    if (from > 0 && from % ofOneStart === 0) {
      await untilEnded(wrangler, from);
      await wrangler.stop();
      await wrangler.start();
    }
    const answer = await wrangler.get('batch', { from, count: Math.min(atOnce, runs - from) });
    if (!answer.ok) throw new Error(`wrangler dev: ${await answer.text()}`);
  }
  await untilEnded(wrangler, runs);
}

async function untilEnded({ state }: Wrangler, runs: number): Promise<void> {
  const store = await openBuilt(state);
  try {
    const endAt = performance.now() + patienceMs;
    for (;;) {
      const { success = 0, failed = 0 } = (await store.counts()) ?? {};
      if (success + failed === runs) return;
      if (performance.now() > endAt) throw new Error(`only ${success + failed} of ${runs} instances ended`);
      await delay(1_000);
    }
  } finally {
    await store.close();
  }
}

type Listed = { readonly id: string; readonly at: number; readonly hasFailed: boolean };

const failure = 3;

/** Names of files are hashes; no instance began after its file was last written. */
function barePage(state: string, which: 'newest' | 'failed'): readonly string[] {
  const paths = globSync('workflows/miniflare-workflows-*/*.sqlite', { cwd: state });
  const files = paths
    .filter(path => !path.endsWith('metadata.sqlite'))
    .map(path => ({ path: join(state, path), writtenAt: writtenAt(join(state, path)) }))
    .sort((a, b) => b.writtenAt - a.writtenAt);
  let found: Listed[] = [];
  for (const { path, writtenAt: last } of files) {
    if ((found[pageSize - 1]?.at ?? 0) > last) break;
    const one = readBare(path);
    if (one.hasFailed || which === 'newest')
      found = [...found, one].sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1)).slice(0, pageSize);
  }
  return found.map(({ id }) => id);
}

function writtenAt(path: string): number {
  return (statSync(`${path}-wal`, { throwIfNoEntry: false }) ?? statSync(path)).mtimeMs;
}

function readBare(path: string): Listed {
  const db = new Database(path, { readonly: true });
  try {
    const kept: unknown[] = db
      .prepare("SELECT value FROM _cf_KV WHERE key = 'INSTANCE_METADATA'")
      .pluck()
      .all();
    const [bytes] = kept;
    const about: unknown = bytes instanceof Uint8Array ? deserialize(bytes) : undefined;
    const rows = db.prepare('SELECT event, metadata FROM states ORDER BY id').raw().all();
    const { id, created_on: at } = instanceOf(about);
    const hasFailed = rows.some(row => Array.isArray(row) && row[0] === failure);
    return { id: String(id), at: Date.parse(String(at)), hasFailed };
  } finally {
    db.close();
  }
}

function instanceOf(about: unknown): { readonly id?: unknown; readonly created_on?: unknown } {
  const isHolder = typeof about === 'object' && about !== null && 'instance' in about;
  const instance = isHolder ? about.instance : undefined;
  return typeof instance === 'object' && instance !== null ? instance : {};
}
