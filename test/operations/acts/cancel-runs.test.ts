import { describe, expect, test, vi } from 'vitest';
import type { CancelResult } from '../../../src/contract/run-store.ts';
import type { TargetInfo } from '../../../src/contract/target-info.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import {
  type CancelOutcome,
  cancelRuns,
  cancelText,
  type EndAct,
} from '../../../src/operations/acts/cancel-runs.ts';
import { patienceMs } from '../../in-time.ts';

const requested: CancelResult = { type: 'requested' };
const can = { cancel: true, kill: true, start: false, live: true, sorts: [] };
const target = { name: 'shop', kind: 'sqlite', location: './shop/runs.db', reason: 'argument' };

describe('canceling several runs', () => {
  test('gives each its own outcome, in the order they were named', async () => {
    const store = {
      can,
      target,
      cancelRun: async (address: string): Promise<CancelResult> => {
        if (address === 'b') throw new InspectorError('auth', 'the token may only read');
        if (address === 'c') throw new InspectorError('timeout', 'no answer in 30 s');
        return requested;
      },
    };
    const outcomes = await cancelRuns({ store, addresses: ['a', 'b', 'c'], act: 'cancel' });
    expect(outcomes.map(outcome => outcome?.type)).toEqual(['answered', 'failed', 'unknown']);
  });

  test('reports each outcome as soon as it is known', async () => {
    const first = Promise.withResolvers<CancelResult>();
    const store = {
      can,
      target,
      cancelRun: async (address: string) => (address === 'a' ? first.promise : requested),
    };
    const known: string[] = [];
    const onOutcome = (at: number, { type }: CancelOutcome) => known.push(`${at} ${type}`);
    const all = cancelRuns({ store, addresses: ['a', 'b'], act: 'cancel', onOutcome });
    await vi.waitFor(() => expect(known).toEqual(['1 answered']), patienceMs);
    first.resolve(requested);
    await all;
    expect(known).toEqual(['1 answered', '0 answered']);
  });

  test('asks for eight at once and for the others as those are answered', async () => {
    const answers: (() => void)[] = [];
    const cancelRun = vi.fn(async () => {
      await new Promise<void>(resolve => answers.push(resolve));
      return requested;
    });
    const addresses = Array.from({ length: 10 }, (_, at) => `run_${at}`);
    const all = cancelRuns({ store: { can, target, cancelRun }, addresses, act: 'cancel' });
    await vi.waitFor(() => expect(cancelRun).toHaveBeenCalledTimes(8), patienceMs);
    answers[0]?.();
    await vi.waitFor(() => expect(cancelRun).toHaveBeenCalledTimes(9), patienceMs);
    for (let at = 1; at < 10; at += 1) {
      await vi.waitFor(() => expect(answers[at]).toBeDefined(), patienceMs);
      answers[at]?.();
    }
    await all;
  });

  test('asks for more at once where the store commits those that wait together', async () => {
    const answers: (() => void)[] = [];
    const cancelRun = async () => {
      await new Promise<void>(resolve => answers.push(resolve));
      return requested;
    };
    const addresses = Array.from({ length: 40 }, (_, at) => `run_${at}`);
    const store = { can: { ...can, cancelsAtOnce: 20 }, target, cancelRun };
    const all = cancelRuns({ store, addresses, act: 'cancel' });
    await vi.waitFor(() => expect(answers).toHaveLength(20), patienceMs);
    for (const answer of answers) answer();
    await vi.waitFor(() => expect(answers).toHaveLength(40), patienceMs);
    for (const answer of answers) answer();
    expect(await all).toHaveLength(40);
  });

  test('says who asks', async () => {
    const cancelRun = vi.fn(async () => requested);
    await cancelRuns({ store: { can, target, cancelRun }, addresses: ['a'], act: 'cancel', by: 'ada' });
    expect(cancelRun).toHaveBeenCalledWith('a', { by: 'ada', signal: undefined });
  });

  test('rejects with a bug instead of reporting a failed cancel', async () => {
    const cancelRun = async () => {
      throw new TypeError('undefined is not a function');
    };
    await expect(
      cancelRuns({ store: { can, target, cancelRun }, addresses: ['a'], act: 'cancel' }),
    ).rejects.toThrow(TypeError);
  });
});

test.each([
  [undefined, 'cancel not sent', 'kill not sent'],
  [{ type: 'requested' }, 'cancel requested', 'kill requested'],
  [{ type: 'canceled' }, 'canceled', 'killed'],
  [
    { type: 'already-finished', status: 'failed' },
    'not canceled, already finished: Failed',
    'not killed, already finished: Failed',
  ],
  [{ type: 'refused', reason: 'too late' }, 'cancel refused: too late', 'kill refused: too late'],
  [{ type: 'not-found' }, 'the run is gone', 'the run is gone'],
] as const)('what became of it is said in the same words everywhere: %j', (result, canceled, killed) => {
  const outcome = result && ({ type: 'answered', result } as const);
  expect([cancelText(outcome, 'cancel'), cancelText(outcome, 'kill')]).toEqual([canceled, killed]);
});

describe('what is not done names the target, and says why', () => {
  const endIn = async (about: TargetInfo, result: CancelResult, act: EndAct, address = 'a') => {
    const store = { can, target: about, cancelRun: async () => result };
    const [outcome] = await cancelRuns({ store, addresses: [address], act });
    return outcome && cancelText(outcome, act);
  };

  test('a store that cannot kill', async () => {
    expect(await endIn(target, requested, 'kill')).toBe(
      './shop/runs.db cannot kill runs: it can only request that they end',
    );
  });

  test('a store that cannot cancel', async () => {
    const traces = { ...target, kind: 'otlp', location: './traces.jsonl' };
    expect(await endIn(traces, { type: 'unsupported' }, 'cancel')).toBe(
      './traces.jsonl cannot cancel runs: its files tell what ran, and do not reach the programs that run',
    );
    expect(await endIn(target, { type: 'unsupported' }, 'cancel')).toBe(
      './shop/runs.db cannot cancel runs: it only records them',
    );
  });

  test('a run that is not there, in the target of the run', async () => {
    const merged = { ...target, kind: 'merged', location: './a, ./shop/runs.db', members: [target] };
    const text = await endIn(merged, { type: 'not-found' }, 'cancel', 'shop/run_1');
    expect(text).toBe(
      'there is no run shop/run_1 in ./shop/runs.db: it was removed, or it is in another target',
    );
  });
});
