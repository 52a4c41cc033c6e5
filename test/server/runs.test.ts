import { describe, expect, it } from 'vitest';
import { startServing } from './serving.ts';

describe('the API over a socket', () => {
  it('lists runs, and goes on where the list ended', async () => {
    const { get, bugs } = await startServing();
    const answer = await get('/v1/runs?limit=3');
    const page = await answer.json();
    expect(page).toMatchObject({
      data: [{ id: 'run_queued' }, { id: 'run_sleeping' }, { id: 'run_waiting' }],
    });
    const next = await (await get(`/v1/runs?limit=500&cursor=${encodeURIComponent(page.nextCursor)}`)).json();
    expect(next.data).toHaveLength(7);
    expect(next.nextCursor).toBe(null);
    expect(bugs).toEqual([]);
  });
});
