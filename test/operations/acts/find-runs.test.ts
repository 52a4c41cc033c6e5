import { describe, expect, test } from 'vitest';
import type { RunPage } from '../../../src/contract/lists/run-page.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { findRuns, mostRunsToActOn } from '../../../src/operations/acts/find-runs.ts';
import { countsByName } from '../../../src/operations/run-counts.ts';
import { createMemoryStore, sampleRun } from '../../screen/memory-store.ts';

const now = Date.UTC(2026, 10, 24, 13);
const running = { status: 'running', finishedAt: undefined } as const;
const { signal } = new AbortController();
const target = { name: 'local', kind: 'memory', location: './runs.db', reason: 'argument' };

describe('finding the runs to act on', () => {
  test('reads every page, and counts them by workflow and status', async () => {
    const runs = Array.from({ length: 1_200 }, (_, at) =>
      sampleRun(at + 1, at % 3 === 0 ? { name: 'invoice-sync' } : { name: 'signup', ...running }),
    );
    const store = createMemoryStore(runs);
    const sums: number[] = [];
    const found = await findRuns({
      ...{ store, now, signal },
      query: parseQuery(''),
      onFound: runs => sums.push(runs),
    });
    expect(found.runs).toHaveLength(1_200);
    expect(found.runs[0]).toMatchObject({ id: 'run_1200', name: 'signup', status: 'Running' });
    expect(sums).toEqual([500, 1_000, 1_200]);
    expect(countsByName(found.counts)).toEqual([
      { name: 'signup', runs: 800, statuses: '800 running' },
      { name: 'invoice-sync', runs: 400, statuses: '400 success' },
    ]);
  });

  test('names no run that is recorded after the first page', async () => {
    const store = createMemoryStore(Array.from({ length: 600 }, (_, at) => sampleRun(at + 1, running)));
    const found = await findRuns({
      ...{ store, now, signal },
      query: parseQuery('status:active'),
      onFound: () => store.put(sampleRun(900, running)),
    });
    expect(found.runs).toHaveLength(600);
  });

  test('stops at a limit, and says that there are more', async () => {
    const page = (from: number): RunPage => ({
      runs: Array.from({ length: 500 }, (_, at) => sampleRun(200_000 - from - at, running)),
      nextCursor: String(from + 500),
    });
    const store = { target, listRuns: async (_: unknown, { cursor = '0' }) => page(Number(cursor)) };
    const found = await findRuns({ store, now, signal, query: parseQuery('') });
    expect(found.isCut).toBe(true);
    expect(found.runs).toHaveLength(mostRunsToActOn);
  });

  test('gives up on a server that names the same page for ever, instead of acting on a part', async () => {
    const store = { target, listRuns: async () => ({ runs: [sampleRun(1)], nextCursor: 'again' }) };
    await expect(findRuns({ store, now, signal, query: parseQuery('') })).rejects.toThrow(
      'names a page again',
    );
  });
});
