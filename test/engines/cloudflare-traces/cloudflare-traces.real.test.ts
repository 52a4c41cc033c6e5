import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { cloudflareTracesEngine } from '../../../src/engines/cloudflare-traces/cloudflare-traces-engine.ts';
import { openCloudflareTracesStore } from '../../../src/engines/cloudflare-traces/open-cloudflare-traces-store.ts';
import type { ScanBudget } from '../../../src/engines/kit/run-source.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import type { RunSummary } from '../../../src/model/run.ts';
import { formatLocation } from '../../../src/targets/location.ts';
import { parseLocation } from '../../../src/targets/parse-location.ts';
import { describeReadableStore } from '../../contract/readable-contract.ts';
import { startWrangler, until, type Wrangler } from '../cloudflare/start-wrangler.ts';

function open({ state }: Wrangler, options: { readonly scanBudget?: ScanBudget } = {}): Promise<RunStore> {
  const target = { name: 'shop', kind: 'cloudflare-traces', location: state, reason: 'argument' };
  return openCloudflareTracesStore({ place: state, target, ...options });
}

async function list(store: RunStore): Promise<readonly RunSummary[]> {
  return (await store.listRuns(emptyQuery, { sort: newestFirst, limit: 100, now: Date.now() })).runs;
}

async function useWrangler(): Promise<Wrangler> {
  const wrangler = await startWrangler();
  for (const path of ['broken', 'tea', 'order', 'broken']) await wrangler.get(path).catch(() => undefined);
  const store = await open(wrangler);
  await until(
    () => 'the traces are not all written',
    async () => (await list(store)).filter(({ finishedAt }) => finishedAt !== undefined).length >= 5,
  );
  await store.close();
  return wrangler;
}

describeReadableStore('local traces of Cloudflare', async () => {
  const wrangler = await useWrangler();
  // What it writes late about the workflow would change the file meanwhile.
  await wrangler.stop();
  return {
    open: ({ scanRows } = {}) =>
      open(wrangler, scanRows === undefined ? {} : { scanBudget: { ms: 60_000, rows: scanRows } }),
    strangeIds: ['../metadata', "' or 1=1 --"],
    // Beside them SQLite keeps a -shm, which whoever is the first to read makes anew.
    fingerprint: async () =>
      globSync('observability/**/*.{sqlite,sqlite-wal}', { cwd: wrangler.state })
        .sort()
        .map(
          path =>
            `${path} ${createHash('sha256')
              .update(readFileSync(join(wrangler.state, path)))
              .digest('hex')}`,
        )
        .join('\n'),
    remove: wrangler.remove,
  };
});

describe('local traces', () => {
  let wrangler: Wrangler;
  let store: RunStore;

  beforeAll(async () => {
    wrangler = await useWrangler();
    store = await open(wrangler);
  });
  afterAll(async () => {
    await store?.close();
    await wrangler?.remove();
  });

  it('are found in the project', () => {
    expect(cloudflareTracesEngine.detect?.(wrangler.project, {})).toEqual({ place: wrangler.state });
    expect(cloudflareTracesEngine.recognize?.(wrangler.project)).toBe(wrangler.state);
    const location = parseLocation(`cloudflare-traces:${wrangler.project}`, '/', '/');
    expect(formatLocation(location, '/', '/')).toBe(`cloudflare-traces:.${wrangler.state}`);
  });

  it('are shown by what was requested, and failed where the answer says so', async () => {
    const runs = await list(store);
    expect(runs.map(({ name }) => name)).toEqual(expect.arrayContaining(['GET /order', 'GET /tea']));
    const broken = runs.filter(({ name }) => name === 'GET /broken');
    expect(broken.map(({ status, errorSummary }) => `${status}: ${errorSummary?.message}`)).toEqual([
      'failed: answered 500',
      'failed: answered 500',
    ]);
    expect(broken[0]).toMatchObject({ trigger: { type: 'http', label: 'HTTP' }, services: ['shop'] });
  });

  it('show what the program logged and called, and how many spans of the engine are folded away', async () => {
    const order = (await list(store)).find(({ name }) => name === 'GET /order');
    const { spans = [], logs = [] } = (await store.getTrace(order?.id ?? '')) ?? {};
    expect(logs.map(({ level, message }) => `${level}: ${message}`)).toContain(
      'info: an order of {"lines":2}',
    );
    const names = spans.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['GET /order', 'create', 'run', 'do']));
    expect(names.filter(name => name.startsWith('durable_object'))).toEqual([]);
    expect(spans[0]?.attributes['spans of the engine']).toBeGreaterThan(10);
    const around = spans.find(({ id }) => id === spans.find(({ name }) => name === 'do')?.parentId);
    expect(around?.name).toBe('run');
  });
});
