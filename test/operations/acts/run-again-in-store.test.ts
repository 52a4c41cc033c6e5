import { expect, onTestFinished, test } from 'vitest';
import { noneRetried } from '../../../src/operations/acts/find-retried.ts';
import { runAgain } from '../../../src/operations/acts/run-again.ts';
import { againText } from '../../../src/operations/acts/start-outcome.ts';
import { openRecorder, type Recorder } from '../../../src/recorder/recorder.ts';
import { makeFolder, openStoreAt, until } from '../../recorder/recorded.ts';

type Work = (input: unknown) => Promise<unknown>;

/** A program that has recorded one run of a workflow that it offers. */
async function openProgram(input: unknown, work: Work = async () => 'done') {
  const recorder: Recorder = await openRecorder({ location: makeFolder() });
  onTestFinished(() => recorder.close());
  const got: unknown[] = [];
  const order = recorder.workflow('order', async (given: unknown) => {
    got.push(given);
    return work(given);
  });
  await order(input, { id: 'first' }).catch(() => {});
  await recorder.flush();
  const store = await openStoreAt(recorder.path);
  await until(async () => (await store.workflows()).some(({ isOffered }) => isOffered) || undefined);
  const endOf = (id: string) =>
    until(async () => {
      const run = await store.getRun(id);
      return run?.finishedAt === undefined ? undefined : run;
    });
  return { store, got, endOf };
}

test('a run that is run again gets what the first one got, and both name each other', async () => {
  const input = {
    email: 'ada@example.com',
    password: 'correct horse',
    at: new Date('2026-01-02T03:04:05Z'),
    counts: new Map([['a', 12345678901234567890n]]),
    file: new Uint8Array([0, 255]),
    large: 'x'.repeat(400_000),
  };
  const { store, got, endOf } = await openProgram(input);
  const outcome = await runAgain({
    retried: noneRetried,
    store,
    address: 'first',
    by: 'ada',
    trigger: 'cli',
  });
  if (outcome.type !== 'started') throw new Error(againText(outcome));
  const again = await endOf(outcome.address);
  expect(again).toMatchObject({ retryOf: 'first', status: 'success', actor: 'ada', name: 'order' });
  expect(got).toEqual([input, input]);
  expect((await store.getRun('first'))?.retries).toEqual([outcome.address]);
});

test('a run without input starts without one, and an edited input takes the place of the recorded one', async () => {
  const { store, got, endOf } = await openProgram(undefined);
  for (const input of [undefined, { value: { edited: true } }]) {
    const outcome = await runAgain({ retried: noneRetried, store, address: 'first', input });
    if (outcome.type === 'started') await endOf(outcome.address);
  }
  expect(got).toEqual([undefined, undefined, { edited: true }]);
});

test('an input that cannot be made again is refused, and nothing begins', async () => {
  const { store, got } = await openProgram({ send() {} });
  expect(againText(await runAgain({ retried: noneRetried, store, address: 'first' }))).toBe(
    'not started: its recorded input is incomplete, at input.send: function send',
  );
  expect(got).toHaveLength(1);
  expect((await store.counts())?.total).toBe(1);
});
