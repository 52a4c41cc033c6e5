import { globSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { deserialize } from 'node:v8';
import Database from 'better-sqlite3';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { startWrangler, type Wrangler } from '../../engines/cloudflare/start-wrangler.ts';
import { type FilledEngine, importBuilt, pageSize } from './filled-engine.ts';

type CloudflareStore = typeof import('../../../src/engines/cloudflare/open-cloudflare-store.ts');

const atOnce = 100;
const patienceMs = 300_000;

/** Instances that `wrangler dev` ran; it is ended before anything is measured. */
export async function fillCloudflare(runs: number): Promise<FilledEngine> {
  const wrangler = await startWrangler();
  const target = { name: 'bench', kind: 'cloudflare', location: wrangler.state, reason: 'argument' };
  const open = async () => {
    const { openCloudflareStore } = await importBuilt<CloudflareStore>('cloudflare-store.js');
    return openCloudflareStore({ place: wrangler.state, target });
  };
  try {
    await runInstances(wrangler, open, runs);
    await wrangler.stop();
  } catch (error) {
    await wrangler.remove();
    throw error;
  }
  return {
    ...{ name: 'Cloudflare', runs, place: `cloudflare:${wrangler.project}`, open, isReadWhole: true },
    bareName: 'every file opened, its rows read',
    barePage: async which => barePage(wrangler.state, which),
    stop: wrangler.remove,
  };
}

/** Every tenth fails. */
async function runInstances({ get }: Wrangler, open: () => Promise<RunStore>, runs: number): Promise<void> {
  for (let from = 0; from < runs; from += atOnce) {
    const answer = await get('batch', { from, count: Math.min(atOnce, runs - from) });
    if (!answer.ok) throw new Error(`wrangler dev: ${await answer.text()}`);
  }
  const store = await open();
  try {
    const endAt = performance.now() + patienceMs;
    for (;;) {
      const { success = 0, failed = 0 } = (await store.counts()) ?? {};
      if (success + failed === runs) return;
      if (performance.now() > endAt) throw new Error(`only ${success + failed} instances ended`);
      await delay(1_000);
    }
  } finally {
    await store.close();
  }
}

type Listed = { readonly id: string; readonly at: number; readonly hasFailed: boolean };

const failure = 3;

/** Which instances are the newest only their files tell, whose names are hashes. */
function barePage(state: string, which: 'newest' | 'failed'): readonly string[] {
  const paths = globSync('workflows/miniflare-workflows-*/*.sqlite', { cwd: state });
  const listed = paths
    .filter(path => !path.endsWith('metadata.sqlite'))
    .map(path => readBare(join(state, path)));
  return listed
    .filter(({ hasFailed }) => hasFailed || which === 'newest')
    .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
    .slice(0, pageSize)
    .map(({ id }) => id);
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
