import { describe, expect, it } from 'vitest';
import { openHttpStore } from '../../src/stores/http/open-http-store.ts';
import { runCreated } from '../contract/sample-events.ts';
import { readJson, shareServing, startServing } from './serving.ts';

describe('the API over a socket', () => {
  it('lists runs, and goes on where the list ended', async () => {
    const { get, bugs } = await startServing();
    const page = await readJson(get('/v1/runs?limit=3'));
    expect(page).toMatchObject({
      data: [{ id: 'run_queued' }, { id: 'run_sleeping' }, { id: 'run_waiting' }],
    });
    const next = await readJson(
      get(`/v1/runs?limit=500&cursor=${encodeURIComponent(String(page['nextCursor']))}`),
    );
    expect(next.data).toHaveLength(7);
    expect(next.nextCursor).toBe(null);
    expect(bugs).toEqual([]);
  });

  const oddIds = ['.', '..', '../x', 'a/b', 'a%2Fb', '%2e', '%', 'ä b?c#d', '//', ' ', '\0', '__proto__'];
  const shared = shareServing({
    events: [...oddIds, 'another'].map(id => runCreated(id, { status: 'queued', finishedAt: undefined })),
  });

  it.each(oddIds)('finds and cancels a run of the id %j', async id => {
    const { url } = shared();
    const target = { name: 'there', kind: 'http', location: url, reason: 'argument' } as const;
    const store = await openHttpStore({ url, target });
    expect(await store.getRun(id)).toMatchObject({ id, status: 'queued' });
    expect(await store.getTrace(id)).toMatchObject({ spanTotal: 0 });
    expect(await store.cancelRun(id)).toEqual({ type: 'canceled' });
    expect(await store.getRun(id)).toMatchObject({ id, status: 'canceled' });
    expect(await store.getRun('another')).toMatchObject({ status: 'queued' });
    await store.close();
  });
});
