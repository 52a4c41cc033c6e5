import { describe, expect, it } from 'vitest';
import { readFailures } from '../../../src/contract/reading/read-failures.ts';
import { bucketLengths } from '../../../src/model/failure/failure-tally.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import { sampleNow } from '../../contract/sample-events.ts';
import { openStoreOf } from './replying-server.ts';

const at = '2026-11-24T10:00:00.000Z';
const tally = {
  failure: 'sig.12345',
  name: 'orders',
  count: 3,
  first: { id: 'a', at },
  last: { id: 'b', at },
  times: [[10, 3]],
  example: { message: 'no such table', failure: 'sig.12345' },
};
const options = { now: sampleNow, bucketMs: bucketLengths.hour };

describe('failures over HTTP', () => {
  it('come in pages, with times by the user’s clock', async () => {
    const { store, asked } = await openStoreOf(url => ({
      body: {
        data: [tally],
        nextCursor: url.searchParams.has('cursor') ? null : 'more',
        scanned: { read: 1, total: 2 },
      },
    }));
    const parts = [];
    for await (const part of readFailures(store, parseQuery('since:24h'), options)) parts.push(part);
    expect(parts.map(({ searched }) => searched)).toEqual([
      { read: 1, total: 2 },
      { read: 1, total: 2 },
    ]);
    expect(parts[0]?.tallies).toEqual([
      {
        ...tally,
        first: { id: 'a', at: Date.parse(at) },
        last: { id: 'b', at: Date.parse(at) },
        times: [[36_000_000, 3]],
      },
    ]);
    expect(Object.fromEntries(asked[1]?.searchParams ?? [])).toEqual({
      filter: `since:${new Date(sampleNow - 86_400_000).toISOString()} status:failed`,
      bucket: 'hour',
      cursor: 'more',
      now: new Date(sampleNow).toISOString(),
    });
  });
});
