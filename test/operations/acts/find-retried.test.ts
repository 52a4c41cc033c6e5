import { describe, expect, it } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import { formatQuery } from '../../../src/model/query/format.ts';
import type { RunSummary } from '../../../src/model/run.ts';
import { findRetried } from '../../../src/operations/acts/find-retried.ts';
import { openMergedStore } from '../../../src/stores/merged/open-merged-store.ts';
import { createMemoryStore, sampleRun } from '../../screen/memory-store.ts';
import { mergedInfo } from '../../stores/merged/two-stores.ts';

const now = sampleRun(9_999).createdAt;
const { signal } = new AbortController();
const soughtOf = (runs: readonly RunSummary[]) => runs.map(({ id }) => ({ id, address: id }));

/** A store that keeps the filters that it is asked for. */
function counting(runs: readonly RunSummary[]) {
  const store = createMemoryStore(runs);
  const asked: string[] = [];
  const listRuns: RunStore['listRuns'] = (query, options) => {
    asked.push(formatQuery(query));
    return store.listRuns(query, options);
  };
  return { store: { ...store, listRuns }, asked };
}

describe('which runs were run again since', () => {
  it('is asked for by lists of ids, each of which a server takes as a filter', async () => {
    const runs = Array.from({ length: 1_000 }, (_, at) => sampleRun(at + 1, { status: 'failed' }));
    const again = [3, 500, 999].map(at => sampleRun(2_000 + at, { retryOf: runs[at]?.id }));
    const { store, asked } = counting([...runs, ...again]);
    const checked: number[] = [];
    const onChecked = (count: number) => checked.push(count);
    const retried = await findRetried(soughtOf(runs), { store, now, signal, onChecked });
    expect([...retried.keys()].sort()).toEqual(['run_0004', 'run_0501', 'run_1000']);
    expect(asked).toHaveLength(4);
    expect(Math.max(...asked.map(filter => filter.length))).toBeLessThanOrEqual(4_000);
    expect(checked.at(-1)).toBe(1_000);
  });

  it('is found of each, also where one of them was run again more often than a page holds', async () => {
    const runs = [1, 2, 3].map(at => sampleRun(at, { status: 'failed' }));
    const often = Array.from({ length: 1_200 }, (_, at) => sampleRun(100 + at, { retryOf: 'run_0002' }));
    const { store, asked } = counting([...runs, sampleRun(50, { retryOf: 'run_0001' }), ...often]);
    expect(await findRetried(soughtOf(runs), { store, now, signal })).toEqual(
      new Map([
        ['run_0002', 'run_1299'],
        ['run_0001', 'run_0050'],
      ]),
    );
    expect(asked).toEqual(['retryOf:run_0001,run_0002,run_0003', 'retryOf:run_0001,run_0003']);
  });

  it('is told with the last new run that has ended, and without one while none has', async () => {
    const active = { status: 'running', finishedAt: undefined } as const;
    const { store } = counting([
      ...[1, 2, 3].map(at => sampleRun(at, { status: 'failed' })),
      ...[11, 12].map(at => sampleRun(at, { retryOf: 'run_0001', status: 'failed' })),
      sampleRun(13, { retryOf: 'run_0001', ...active }),
      sampleRun(14, { retryOf: 'run_0002', ...active }),
    ]);
    const sought = soughtOf([1, 2, 3].map(at => sampleRun(at)));
    expect([...(await findRetried(sought, { store, now, signal }))].sort()).toEqual([
      ['run_0001', 'run_0012'],
      ['run_0002', undefined],
    ]);
  });

  it('is known of the run of the target in which it was repeated, not of its namesake', async () => {
    const stores = [
      createMemoryStore([sampleRun(1), sampleRun(2, { retryOf: 'run_0001' })]),
      createMemoryStore([sampleRun(1)]),
    ];
    const members = ['one', 'two'].map((name, at) => ({
      name,
      open: async () => stores[at] ?? createMemoryStore([]),
    }));
    const store = await openMergedStore({ target: mergedInfo, members });
    const sought = ['one', 'two'].map(name => ({ id: 'run_0001', address: `${name}/run_0001` }));
    expect(await findRetried(sought, { store, now, signal })).toEqual(
      new Map([['one/run_0001', 'run_0002']]),
    );
  });

  it('is not asked of an engine that does not tell, and throws what a store cannot answer', async () => {
    const { store, asked } = counting([sampleRun(1)]);
    const lacks = { fields: ['retryOf'], reason: 'it keeps no' } as const;
    const engine = { ...store, can: { ...store.can, lacks } };
    expect(await findRetried(soughtOf([sampleRun(1)]), { store: engine, now, signal })).toEqual(new Map());
    expect(asked).toEqual([]);
    const away = async () => {
      throw new InspectorError('unreachable', 'it is away');
    };
    const failing = { ...store, listRuns: away };
    await expect(findRetried(soughtOf([sampleRun(1)]), { store: failing, now, signal })).rejects.toThrow(
      'it is away',
    );
  });
});
