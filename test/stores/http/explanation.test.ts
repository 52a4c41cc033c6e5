import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { explainFailures } from '../../../src/operations/failures/failure-explanation.ts';
import { toWireRun, toWireSummary } from '../../../src/protocol/to-wire-run.ts';
import { createRun } from '../../cli/sample-runs.ts';
import { sampleNow } from '../../contract/sample-events.ts';
import { openStoreOf } from './replying-server.ts';

const at = '2026-11-24T10:00:00.000Z';
const split = { failed: 14, failedTotal: 15, others: 3, othersTotal: 983 };
const set = (values: readonly object[]) => ({ values, isAbsent: false, split, g: 80.5 });
const plan = { field: 'input.plan', text: 'scale', inputPath: ['plan'] };
const answer = {
  shared: {
    causes: [{ sets: [set([plan])], split }],
    ranked: [
      set([plan]),
      set([
        { field: 'actor', filterField: 'actor' },
        { field: 'tenant', filterField: 'tenant' },
      ]),
    ],
    failed: 15,
    others: 983,
    candidates: 212,
    leftOut: [],
  },
  there: { failed: 15, others: 983, isMoreFailed: false, isMoreOthers: true },
  since: {
    type: 'changed',
    before: { failed: 0, runs: 1_204 },
    after: { failed: 15, runs: 48 },
    firstBad: { id: 'run_91', at, end: 'failed' },
    later: { runs: 40, succeeded: 39, failed: 1, isMore: false, lastBadAt: at, isOver: true },
  },
  isWhole: false,
};
const explain = (store: Parameters<typeof explainFailures>[0], filter: string) =>
  explainFailures(store, parseQuery(filter), { now: sampleNow });

describe('what failed runs share, over HTTP', () => {
  it('is asked of the server at once, with times by the user’s clock', async () => {
    const { store, asked } = await openStoreOf(() => ({ body: { data: answer } }));
    const found = await explain(store, 'failure:sig since:24h');
    expect(asked.map(({ pathname, searchParams }) => [pathname, Object.fromEntries(searchParams)])).toEqual([
      [
        '/v1/failures/shared',
        {
          filter: `failure:sig since:${new Date(sampleNow - 86_400_000).toISOString()}`,
          now: new Date(sampleNow).toISOString(),
        },
      ],
    ]);
    expect(found).toMatchObject({ there: answer.there, isWhole: false });
    expect(found?.shared.causes[0]?.sets[0]).toMatchObject({
      values: [{ field: { name: 'input.plan', filter: { path: ['plan'] } }, text: 'scale' }],
      split,
      g: 80.5,
    });
    expect(found?.since).toMatchObject({
      firstBad: { id: 'run_91', at: Date.parse(at), end: 'failed' },
      later: { runs: 40, succeeded: 39, lastBadAt: Date.parse(at), isOver: true },
    });
  });

  it('has values of fields that only a newer server knows, without a filter', async () => {
    const { store } = await openStoreOf(() => ({ body: { data: answer } }));
    const found = await explain(store, '');
    expect(found?.shared.ranked[1]?.values).toEqual([
      { field: { name: 'actor', filter: { field: 'actor' } } },
      { field: { name: 'tenant' } },
    ]);
  });

  it('is waited for as long as a server may take, which is longer than for a list', async () => {
    const answering = Promise.withResolvers<{ readonly body: unknown }>();
    const { store } = await openStoreOf(() => answering.promise, { silentMs: 100, retryMs: 0 });
    const asked = explain(store, '');
    await expect(store.counts()).rejects.toMatchObject({ kind: 'timeout' });
    answering.resolve({ body: { data: answer } });
    expect(await asked).toMatchObject({ there: answer.there });
  });

  it('is nothing where the server says that no run has failed', async () => {
    const { store, asked } = await openStoreOf(() => ({ body: { data: null } }));
    expect(await explain(store, '')).toBeUndefined();
    expect(asked).toHaveLength(1);
  });

  it('is found run by run on a server whose store does not compare', async () => {
    const run = createRun({
      id: 'x',
      status: 'failed',
      createdAt: sampleNow - 1_000,
      input: { plan: 'scale' },
    });
    const { store, asked } = await openStoreOf(({ pathname }) => {
      if (pathname === '/v1/failures/shared')
        return { status: 501, body: { type: 'urn:runlens:problem:unsupported', title: 'no', status: 501 } };
      if (pathname === '/v1/runs/x') return { body: toWireRun(run) };
      return { body: { data: [toWireSummary(run)], nextCursor: null } };
    });
    const found = await explain(store, '');
    expect([found?.shared.failed, found?.since?.type]).toEqual([1, 'never-succeeded']);
    expect([...new Set(asked.map(({ pathname }) => pathname))]).toEqual([
      '/v1/failures/shared',
      '/v1/runs',
      '/v1/runs/x',
    ]);
  });
});
