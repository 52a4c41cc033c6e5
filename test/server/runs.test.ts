import { describe, expect, it } from 'vitest';
import { openHttpStore } from '../../src/stores/http/open-http-store.ts';
import { runCreated } from '../contract/sample-events.ts';
import { readJson, startServing } from './serving.ts';

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

  it.each(['.', '..', '../x', 'a/b', 'a%2Fb', '%2e', '%', 'ä b?c#d', '//', ' ', '\0', '__proto__'])(
    'finds and cancels a run of the id %j',
    async id => {
      const { url } = await startServing({
        events: [runCreated(id, { status: 'queued', finishedAt: undefined }), runCreated('another')],
      });
      const target = { name: 'there', kind: 'http', location: url, reason: 'argument' } as const;
      const store = await openHttpStore({ url, target });
      expect(await store.getRun(id)).toMatchObject({ id });
      expect(await store.getTrace(id)).toMatchObject({ spanTotal: 0 });
      expect(await store.cancelRun(id)).toEqual({ type: 'canceled' });
      expect(await store.getRun(id)).toMatchObject({ id, status: 'canceled' });
      await store.close();
    },
  );
});
