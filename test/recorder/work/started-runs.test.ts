import { expect, test } from 'vitest';
import type { RunEvent, RunWriter } from '../../../src/contract/run-events.ts';
import type { BegunStart, StartListener } from '../../../src/contract/starts/start-queue.ts';
import { createRunRegistry } from '../../../src/recorder/run/run-registry.ts';
import { createStartedRuns, toOffered } from '../../../src/recorder/work/started-runs.ts';

/** A program whose store does not answer whether a start begins until it is told to. */
function createProgram() {
  const written: RunEvent[] = [];
  const answer = Promise.withResolvers<BegunStart | undefined>();
  let listener: StartListener | undefined;
  const queue = {
    listen(added: StartListener) {
      listener = added;
      return () => {};
    },
    roomChanged() {},
    begin: () => answer.promise,
    release() {},
  };
  const writer: RunWriter = {
    write: events => void written.push(...events),
    flush: async () => {},
    onCancelRequested: () => () => {},
    close: async () => {},
  };
  const runs = createRunRegistry(writer, () => 1);
  const started = createStartedRuns({ queue, runs, now: () => 1, beginMs: 1 });
  const claim = () => listener?.claimed([{ id: 'r', workflow: 'work' }]);
  return { written, answer, started, claim };
}

test('a program stops though its server does not answer whether a run begins, and does not run it later', async () => {
  const { written, answer, started, claim } = createProgram();
  let calls = 0;
  const work = () => {
    calls += 1;
  };
  started.offer('work', toOffered(work));
  claim();
  await started.stop();
  expect(started.isIdle()).toBe(false);
  answer.resolve({});
  await expect.poll(() => started.isIdle()).toBe(true);
  expect(calls).toBe(0);
  expect(written).toContainEqual(expect.objectContaining({ type: 'run-changed', id: 'r', status: 'failed' }));
});

test('a program that stops waits for a run that begins just then', async () => {
  const { written, answer, started, claim } = createProgram();
  const gate = Promise.withResolvers<void>();
  started.offer(
    'work',
    toOffered(() => gate.promise),
  );
  claim();
  answer.resolve({});
  const stopped = started.stop();
  await Promise.resolve();
  gate.resolve();
  await stopped;
  expect(started.isIdle()).toBe(true);
  expect(written.at(-1)).toMatchObject({ id: 'r', status: 'success' });
});
