import { expect, test } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import type { TargetInfo } from '../../../src/contract/target-info.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import { noneRetried } from '../../../src/operations/acts/find-retried.ts';
import { mayTryAgain, performAct } from '../../../src/operations/acts/perform-act.ts';
import { createMemoryStore, sampleRun } from '../../screen/memory-store.ts';

const local: TargetInfo = { name: 'shop', kind: 'sqlite', location: './runs.db', reason: 'argument' };
const engine: TargetInfo = { ...local, name: 'lab', kind: 'restate', isEngine: true };
const several: TargetInfo = { ...local, name: 'all', kind: 'merged', members: [local, engine] };

const lost = async () => {
  throw new InspectorError('timeout', 'no answer in 30 s');
};

test.each([
  ['a store that keeps the id it was given', local, 'run_0001', true],
  ['an engine, which gives runs ids of its own', engine, 'run_0001', false],
  ['an engine among several targets', several, 'lab/run_0001', false],
  ['a store among several targets', several, 'shop/run_0001', true],
])('a start without an answer is tried again by %s: %j %s', async (_, target, address, expected) => {
  const memory = createMemoryStore([sampleRun(1)], { input: 1 });
  const getRun: RunStore['getRun'] = () => memory.getRun('run_0001');
  const restart = target.isEngine || address.startsWith('lab/') ? { restartRun: lost } : {};
  const store = { ...memory, target, getRun, startRun: lost, ...restart };
  const outcome = await performAct({ store, act: 'retry', retried: noneRetried }, address);
  expect(outcome.type).toBe('unknown');
  expect(mayTryAgain(outcome)).toBe(expected);
});

test('a run that an earlier try has canceled counts as canceled when it is tried again', async () => {
  const store = createMemoryStore([sampleRun(1, { status: 'canceled' }), sampleRun(2)]);
  const cancel = (id: string) => performAct({ store, act: 'cancel', retried: noneRetried }, id);
  expect(await cancel('run_0001')).toMatchObject({ type: 'done', cancel: { result: { type: 'canceled' } } });
  expect(await cancel('run_0002')).toMatchObject({
    type: 'refused',
    text: expect.stringContaining('already finished'),
  });
});
