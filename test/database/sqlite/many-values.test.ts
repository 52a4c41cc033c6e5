import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { dictionaryLimits } from '../../../src/database/runs/events/dictionary.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { idsOf, listAll } from '../../contract/reading.ts';
import { runCreated, sampleNow } from '../../contract/sample-events.ts';
import { testNow } from '../../model/query/vocabulary.ts';
import { orphan } from './random-events.ts';
import { openStoreAt, query, recordAt, type TempFolder, tempFolder } from './temp-store.ts';

const long = 'x'.repeat(500);
const count = dictionaryLimits.values + 300;

describe('a store with more values of a field than are listed', () => {
  let folder: TempFolder;
  let store: RunStore;
  beforeAll(async () => {
    folder = tempFolder();
    const path = folder.file('runs.db');
    await recordAt(
      path,
      Array.from({ length: count }, (_, n) =>
        runCreated(`run_${n}`, {
          createdAt: sampleNow - n,
          actor: `Actor ${n}`,
          name: `flow-${n}`,
          project: n === 7 ? long : 'core',
          models: [`model-${n}`],
          trigger: { type: 'webhook', label: 'Webhook', raw: `hooks/${n}` },
        }),
      ),
    );
    await recordAt(path, [runCreated('later', { createdAt: 5, actor: 'Zoe', name: 'flow-0' })]);
    expect(query<{ n: number }>(path, 'SELECT count(*) AS n FROM dictionary')[0]?.n).toBeLessThan(3 * count);
    store = await openStoreAt(path);
  });
  afterAll(async () => {
    await store.close();
    folder.remove();
  });
  const find = async (filter: string) => idsOf(await listAll(store, parseQuery(filter), { limit: 1_000 }));

  it('finds each of them all the same', async () => {
    expect(await find('actor:zoe')).toEqual(['later']);
    expect(await find(`actor:"actor ${count - 1}"`)).toEqual([`run_${count - 1}`]);
    expect(await find('actor:*12')).toEqual(
      Array.from({ length: count }, (_, n) => n)
        .filter(n => String(n).endsWith('12'))
        .map(n => `run_${n}`),
    );
    expect(await find(`project:${long}`)).toEqual(['run_7']);
    expect(await find('-project:core')).toEqual(['run_7', 'later']);
    expect(await find(`model:model-${count - 1}`)).toEqual([`run_${count - 1}`]);
    expect(await find(`trigger:hooks/${count - 1}`)).toEqual([`run_${count - 1}`]);
    expect(await find('workflow:FLOW-0')).toEqual(['run_0', 'later']);
    expect(await find(`workflow:flow-${count - 1} status:success`)).toEqual([`run_${count - 1}`]);
    expect((await find('-workflow:flow-0')).length).toBe(count - 1);
  });

  it('finds by one or two characters what is not among the newest', async () => {
    expect(await find('l')).toEqual(['later']);
    expect(await find('LA')).toEqual(['later']);
    expect(await find('at')).toEqual([]);
    expect(await find('status:success la')).toEqual(['later']);
  });

  it('lists and suggests them', async () => {
    const infos = await store.workflows();
    expect(infos.length).toBe(count);
    expect(infos[0]).toMatchObject({ name: 'flow-0', total: 2, lastCreatedAt: sampleNow });
    expect(await store.suggest('workflow', 'FLOW-0')).toEqual(['flow-0']);
    expect((await store.suggest('actor', 'act')).length).toBe(50);
  });
});

describe('a store with many lost runs', () => {
  it('counts, finds and pages through them like any others', async () => {
    const folder = tempFolder();
    const path = folder.file('runs.db');
    const ids = Array.from({ length: 700 }, (_, n) => `run_${n}`);
    await recordAt(path, [
      ...ids.map((id, n) =>
        runCreated(id, { createdAt: sampleNow - n, status: 'queued', finishedAt: undefined }),
      ),
      runCreated('alive', { status: 'queued', finishedAt: undefined }),
    ]);
    orphan(path, ids);
    const store = await openStoreAt(path);
    expect(await store.counts()).toEqual({ failed: 700, queued: 1, total: 701 });
    expect(await store.workflows()).toMatchObject([{ failed: 700, active: 1, total: 701 }]);
    expect(idsOf(await listAll(store, parseQuery('status:failed'), { limit: 90 }))).toEqual(ids);
    expect(idsOf(await listAll(store, parseQuery('status:active')))).toEqual(['alive']);
    expect(idsOf(await listAll(store, parseQuery('error:ProcessLost'), { limit: 300 }))).toEqual(ids);
    await store.close();
    folder.remove();
  });

  it('sorts a lost run by its start when that came after the last sign of life', async () => {
    const folder = tempFolder();
    const path = folder.file('runs.db');
    await recordAt(path, [
      runCreated('lost', { createdAt: 5, status: 'running', startedAt: testNow - 10, finishedAt: undefined }),
      ...Array.from({ length: 300 }, (_, n) =>
        runCreated(`run_${n}`, { createdAt: 9 + n, finishedAt: testNow - 500 }),
      ),
    ]);
    orphan(path, ['lost']);
    const store = await openStoreAt(path);
    const sort = { field: 'finished', descending: true } as const;
    const page = await store.listRuns(emptyQuery, { sort, limit: 1, now: testNow });
    expect(page.runs).toMatchObject([{ id: 'lost', finishedAt: testNow - 10 }]);
    await store.close();
    folder.remove();
  });
});
