import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { toWireSummary } from '../../../src/protocol/to-wire-run.ts';
import { createRun } from '../../cli/sample-runs.ts';
import { firstPage } from '../../contract/reading.ts';
import { sampleNow } from '../../contract/sample-events.ts';
import { openStoreOf } from './replying-server.ts';

const ran = (id: string, ms: number, status: 'success' | 'failed' = 'success') =>
  createRun({ id, name: 'orders', status, startedAt: sampleNow, finishedAt: sampleNow + ms });
const successes = Array.from({ length: 5 }, (_, at) => ran(`s${at}`, 1_000 + at));
const all = [ran('slow', 9_000, 'failed'), ran('fast', 500, 'failed'), ...successes];
const refusal = (name: string) => ({
  status: 400,
  body: { type: `urn:runlens:problem:${name}`, title: 'no', status: 400 },
});

/** Knows neither `usual` nor `duration:>3x`. */
const openOlder = () =>
  openStoreOf(({ searchParams }) => {
    if (searchParams.has('usual')) return refusal('bad-request');
    const filter = searchParams.get('filter') ?? '';
    if (filter.includes('duration:>3x')) return refusal('bad-filter');
    const runs = filter.includes('status:success') ? successes : all;
    return { body: { data: runs.map(toWireSummary), nextCursor: null } };
  });

describe('what is usual, over HTTP', () => {
  it('is asked for only where it is wanted', async () => {
    const { store, asked } = await openStoreOf(() => ({ body: { data: [], nextCursor: null } }));
    await store.listRuns(emptyQuery, firstPage);
    await store.listRuns(emptyQuery, { ...firstPage, usual: true });
    expect(asked.map(({ searchParams }) => searchParams.get('usual'))).toEqual([null, 'true']);
  });

  it('is found by the lists of an older server, once for each workflow', async () => {
    const { store, asked } = await openOlder();
    const list = () => store.listRuns(emptyQuery, { ...firstPage, usual: true });
    const { runs } = await list();
    expect(runs.map(({ usual }) => usual)).toEqual(all.map(() => ({ medianMs: 1_002, p95Ms: 1_004 })));
    await list();
    const ofSuccesses = asked.filter(({ searchParams }) => searchParams.get('filter')?.includes('success'));
    expect(ofSuccesses.map(({ searchParams }) => searchParams.get('filter'))).toEqual([
      'type:workflow workflow:orders status:success',
    ]);
  });

  it('finds slow runs among the rows of an older server, which refuses the term', async () => {
    const { store } = await openOlder();
    const page = await store.listRuns(parseQuery('duration:>3x'), firstPage);
    expect(page.runs.map(({ id }) => id)).toEqual(['slow']);
  });
});
