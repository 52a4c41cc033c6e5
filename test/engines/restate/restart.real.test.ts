import { describe, expect, it } from 'vitest';
import { noneRetried } from '../../../src/operations/acts/find-retried.ts';
import { runAgain } from '../../../src/operations/acts/run-again.ts';
import { reachStatus } from './calm-flows.ts';
import { useRestate } from './use-restate.ts';

const used = useRestate();

const again = (address: string) => runAgain({ retried: noneRetried, store: used.store, address });

async function restarted(address: string): Promise<string> {
  const outcome = await again(address);
  if (outcome.type !== 'started') throw new Error(JSON.stringify(outcome));
  await reachStatus(used.restate, outcome.address, ['completed']);
  return outcome.address;
}

const anHour = 3_600_000;

describe('running an invocation again', () => {
  it('starts a new one with its input, and both name each other', async () => {
    const input = { name: 'Ada', big: 7, list: [1.5, null] };
    const id = await used.send('echo/say/send', 'completed', input);
    const first = await restarted(id);
    const second = await restarted(id);
    expect(await used.read(first)).toMatchObject({ retryOf: id, status: 'success', input, output: input });
    expect((await used.read(id)).retries).toEqual([second, first]);
    expect((await used.read(id)).retryOf).toBeUndefined();
    expect((await used.read(first)).retries).toBeUndefined();
  });

  it('also of an object, and of one that failed or was canceled', async () => {
    const failed = await used.send('refund/deny/send', 'completed');
    expect(await used.read(await restarted(failed))).toMatchObject({ status: 'failed', retryOf: failed });
    await restarted(await used.send('till/again/forget/send', 'completed'));
    const canceled = await used.send('nap/sleep/send', 'suspended', anHour);
    await used.store.cancelRun(canceled);
    await reachStatus(used.restate, canceled, ['completed']);
    expect(await again(canceled)).toMatchObject({ type: 'started' });
  });

  it.each([
    [
      'is a workflow',
      'order/again/run/send',
      'completed',
      'Restate invokes a workflow only once for each key',
    ],
    ['still sleeps', 'nap/sleep/send', 'suspended', 'it has not ended yet'],
    ['is scheduled', 'till/again/add/send?delay=3600s', 'scheduled', 'it has not begun yet'],
  ])('is refused where it %s', async (_, path, status, reason) => {
    const id = await used.send(path, status, path.startsWith('order') ? { customer: 'c1' } : anHour);
    expect(await again(id)).toEqual({ type: 'refused', reason });
  });

  it('is refused where Restate has dropped its journal, and for what is not there', async () => {
    const id = await used.send('echo/brief/send', 'completed', 3);
    expect(await used.restate.patch(id, 'purge-journal')).toBe(200);
    await expect
      .poll(() => again(id))
      .toEqual({ type: 'refused', reason: 'Restate no longer keeps its input' });
    const unknown = 'inv_1foAirY4KKzi2WefX5NoZiwFWrVOG9GY99';
    expect(await again(unknown)).toMatchObject({
      type: 'not-found',
      reason: expect.stringContaining(`no run ${unknown}`),
    });
  });

  it('with another input is refused, and starts nothing', async () => {
    const id = await used.send('echo/say/send', 'completed', 'hello');
    const outcome = await runAgain({
      retried: noneRetried,
      store: used.store,
      address: id,
      input: { value: 'goodbye' },
    });
    expect(outcome.type).toBe('refused');
    expect((await used.read(id)).retries).toBeUndefined();
  });
});
