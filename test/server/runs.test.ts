import { describe, expect, it } from 'vitest';
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
});
