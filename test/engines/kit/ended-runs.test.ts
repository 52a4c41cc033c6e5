import { expect, it } from 'vitest';
import { createEndedRuns } from '../../../src/engines/kit/end-run.ts';
import { sampleRun } from '../../screen/memory-store.ts';

const megabyte = 1_024 * 1_024;
const runOf = (at: number, bytes: number) => ({
  ...sampleRun(at, { status: 'queued', statusLabel: 'Scheduled', wakeAt: 9, finishedAt: undefined }),
  id: `run_${at}`,
  usage: [],
  input: 'x'.repeat(bytes),
});

function keptOf(sizes: readonly number[]): readonly number[] {
  const ended = createEndedRuns();
  for (const [at, bytes] of sizes.entries()) ended.addVanished(runOf(at, bytes), at);
  return [...sizes.keys()].filter(at => ended.find(`run_${at}`));
}

it('keeps the newest runs that the engine has forgotten, up to a bound in bytes', () => {
  const many = keptOf(Array.from({ length: 1_200 }, () => 10));
  expect([many.length, many[0]]).toEqual([1_000, 200]);
  expect(keptOf([9, 5, 5, 5].map(size => size * megabyte))).toEqual([1, 2, 3]);
  expect(keptOf([5, 5, 20].map(size => size * megabyte))).toEqual([2]);
  expect(keptOf([20, 5].map(size => size * megabyte))).toEqual([1]);
});

it('counts a run once that is added twice', () => {
  const ended = createEndedRuns();
  ended.addVanished(runOf(1, 5 * megabyte), 1);
  for (let times = 0; times < 9; times += 1) ended.addVanished(runOf(2, 5 * megabyte), 1);
  expect(ended.find('run_1')).toMatchObject({ status: 'canceled', finishedAt: 1 });
});

it('drops the state of a run that the engine has forgotten', () => {
  const ended = createEndedRuns();
  ended.addVanished(runOf(1, 1), 1);
  expect([ended.find('run_1')?.statusLabel, ended.find('run_1')?.wakeAt]).toEqual([undefined, undefined]);
});
