import { describe, expect, test, vi } from 'vitest';
import type { CancelResult } from '../../src/contract/run-store.ts';
import { InspectorError } from '../../src/model/errors.ts';
import { type CancelOutcome, cancelRuns } from '../../src/operations/cancel-runs.ts';
import { patienceMs } from '../in-time.ts';

const requested: CancelResult = { type: 'requested' };

describe('canceling several runs', () => {
  test('gives each its own outcome, in the order they were named', async () => {
    const store = {
      cancelRun: async (address: string): Promise<CancelResult> => {
        if (address === 'b') throw new InspectorError('auth', 'the token may only read');
        if (address === 'c') throw new InspectorError('timeout', 'no answer in 30 s');
        return requested;
      },
    };
    const outcomes = await cancelRuns({ store, addresses: ['a', 'b', 'c'], act: 'cancel' });
    expect(outcomes.map(({ type }) => type)).toEqual(['answered', 'failed', 'unknown']);
  });

  test('reports each outcome as soon as it is known', async () => {
    const first = Promise.withResolvers<CancelResult>();
    const store = { cancelRun: async (address: string) => (address === 'a' ? first.promise : requested) };
    const known: string[] = [];
    const onOutcome = (address: string, { type }: CancelOutcome) => known.push(`${address} ${type}`);
    const all = cancelRuns({ store, addresses: ['a', 'b'], act: 'cancel', onOutcome });
    await vi.waitFor(() => expect(known).toEqual(['b answered']), patienceMs);
    first.resolve(requested);
    await all;
    expect(known).toEqual(['b answered', 'a answered']);
  });

  test('asks for eight at once and for the others as those are answered', async () => {
    const answers: (() => void)[] = [];
    const cancelRun = vi.fn(async () => {
      await new Promise<void>(resolve => answers.push(resolve));
      return requested;
    });
    const addresses = Array.from({ length: 10 }, (_, at) => `run_${at}`);
    const all = cancelRuns({ store: { cancelRun }, addresses, act: 'cancel' });
    await vi.waitFor(() => expect(cancelRun).toHaveBeenCalledTimes(8), patienceMs);
    answers[0]?.();
    await vi.waitFor(() => expect(cancelRun).toHaveBeenCalledTimes(9), patienceMs);
    for (let at = 1; at < 10; at += 1) {
      await vi.waitFor(() => expect(answers[at]).toBeDefined(), patienceMs);
      answers[at]?.();
    }
    await all;
  });

  test('says who asks', async () => {
    const cancelRun = vi.fn(async () => requested);
    await cancelRuns({ store: { cancelRun }, addresses: ['a'], act: 'cancel', by: 'ada' });
    expect(cancelRun).toHaveBeenCalledWith('a', { by: 'ada', signal: undefined });
  });

  test('rejects with a bug instead of reporting a failed cancel', async () => {
    const cancelRun = async () => {
      throw new TypeError('undefined is not a function');
    };
    await expect(cancelRuns({ store: { cancelRun }, addresses: ['a'], act: 'cancel' })).rejects.toThrow(
      TypeError,
    );
  });
});

test('a store that cannot kill says so for each run', async () => {
  const store = { cancelRun: async () => requested };
  expect(await cancelRuns({ store, addresses: ['a'], act: 'kill' })).toEqual([
    { type: 'answered', result: { type: 'unsupported' } },
  ]);
});
