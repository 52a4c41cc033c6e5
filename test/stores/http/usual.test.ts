import { describe, expect, it } from 'vitest';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { firstPage } from '../../contract/reading.ts';
import { openStoreOf } from './replying-server.ts';

describe('what is usual, over HTTP', () => {
  it('is asked for only where it is wanted', async () => {
    const { store, asked } = await openStoreOf(() => ({ body: { data: [], nextCursor: null } }));
    await store.listRuns(emptyQuery, firstPage);
    await store.listRuns(emptyQuery, { ...firstPage, usual: true });
    expect(asked.map(({ searchParams }) => searchParams.get('usual'))).toEqual([null, 'true']);
  });
});
