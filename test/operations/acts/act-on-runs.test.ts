import { describe, expect, test, vi } from 'vitest';
import { actOnRuns } from '../../../src/operations/acts/act-on-runs.ts';
import { patienceMs } from '../../in-time.ts';

const addressesOf = (count: number) => Array.from({ length: count }, (_, at) => `run_${at}`);

describe('acting on many runs', () => {
  test('acts on each once, and tells the outcomes in their order', async () => {
    const perform = vi.fn(async (address: string) => `${address} done`);
    const addresses = addressesOf(100);
    expect(await actOnRuns({ addresses, perform })).toEqual(addresses.map(address => `${address} done`));
    expect(perform.mock.calls.map(([address]) => address).sort()).toEqual([...addresses].sort());
  });

  test('after a stop begins with no other run, and waits for those under way', async () => {
    const stop = new AbortController();
    const answers: (() => void)[] = [];
    const perform = vi.fn(async (address: string) => {
      await new Promise<void>(resolve => answers.push(resolve));
      return address;
    });
    const all = actOnRuns({ addresses: addressesOf(20), perform, stop: stop.signal });
    await vi.waitFor(() => expect(answers).toHaveLength(8), patienceMs);
    stop.abort();
    for (const answer of answers) answer();
    const outcomes = await all;
    expect(outcomes.slice(0, 8)).toEqual(addressesOf(8));
    expect(outcomes.slice(8)).toEqual(Array.from({ length: 12 }));
    expect(perform).toHaveBeenCalledTimes(8);
  });

  test('begins with none that was stopped before', async () => {
    const perform = vi.fn(async () => 'done');
    const outcomes = await actOnRuns({ addresses: addressesOf(3), perform, stop: AbortSignal.abort() });
    expect(outcomes).toEqual([undefined, undefined, undefined]);
    expect(perform).not.toHaveBeenCalled();
  });

  test('blocks for one run more than a turn at most, however many it acts on at once', async () => {
    let inTurn = 0;
    let most = 0;
    let isOver = false;
    const turn = (): void => {
      inTurn = 0;
      if (!isOver) setImmediate(turn);
    };
    setImmediate(turn);
    const perform = async () => {
      inTurn += 1;
      most = Math.max(most, inTurn);
      const until = performance.now() + 5;
      while (performance.now() < until);
    };
    await actOnRuns({ addresses: addressesOf(64), perform, atOnce: 32 });
    isOver = true;
    expect(most).toBe(1);
  });

  test('lets the event loop turn while it acts in a store that answers at once', async () => {
    const addresses = addressesOf(3_000);
    let turns = 0;
    let isOver = false;
    const turn = (): void => {
      turns += 1;
      if (!isOver) setImmediate(turn);
    };
    setImmediate(turn);
    const perform = async () => {
      const until = performance.now() + 0.02;
      while (performance.now() < until);
    };
    await actOnRuns({ addresses, perform });
    isOver = true;
    expect(turns).toBeGreaterThan(5);
  });
});
