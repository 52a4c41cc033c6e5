import { expect, it } from 'vitest';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { toWireSummary } from '../../../src/protocol/to-wire-run.ts';
import { createRun } from '../../cli/sample-runs.ts';
import { firstPage } from '../../contract/reading.ts';
import { openStoreOf } from './replying-server.ts';

const refusal = (name: string) => ({
  status: 400,
  body: { type: `urn:runlens:problem:${name}`, title: 'no', status: 400 },
});

it('finds the runs that repeat others among the rows of a server that does not know retryOf', async () => {
  const runs = ['run_1', 'run_2', undefined].map((retryOf, at) => createRun({ id: `new_${at}`, retryOf }));
  const { store } = await openStoreOf(({ pathname, searchParams }) => {
    if (pathname === '/v1/suggest') return refusal('bad-request');
    if (searchParams.get('filter')?.includes('retryOf:')) return refusal('bad-filter');
    return { body: { data: runs.map(toWireSummary), nextCursor: 'more', scanned: { read: 3, total: 9 } } };
  });
  const page = await store.listRuns(parseQuery('retryOf:run_2 status:success'), firstPage);
  expect([page.runs.map(({ id }) => id), page.nextCursor]).toEqual([['new_1'], 'more']);
  expect(await store.suggest('retryOf', 'run')).toEqual([]);
});
