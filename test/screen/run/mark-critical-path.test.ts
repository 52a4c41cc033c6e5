import { expect, test } from 'vitest';
import { yieldToEventLoop } from '../../../src/async/yield-to-event-loop.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle } from '../open-session.ts';
import { span } from './detail-of.ts';

installFakeClock();

/** A run of which two calls are known, then a third. */
function withTrace(status: 'running' | 'success') {
  const calls = [span('run', { endAt: undefined }), call('a', 0, 50), call('b', 0, 20)];
  const getTrace: RunStore['getTrace'] = async () => ({
    ...{ spans: [...calls], logs: [], spanTotal: calls.length, logTotal: 0 },
  });
  return { store: { ...createMemoryStore([sampleRun(1, { status })]), getTrace }, calls };
}

function call(id: string, from: number, to?: number) {
  const { startAt } = span(id);
  const endAt = to === undefined ? undefined : startAt + to;
  return span(id, { parentId: 'run', startAt: startAt + from, endAt });
}

/** Work yields to the event loop between its pieces, which the fake clock does not turn. */
async function rest(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    await settle(100);
    await yieldToEventLoop();
  }
}

async function openTrace(store: RunStore) {
  const { session } = openSession(store);
  await settle(300);
  press(session, 'enter');
  await rest();
  const path = () => session.getState().detail?.criticalPath;
  return { session, path: () => path() && [...(path()?.keys() ?? [])] };
}

test('finds what a run waited for once its trace is shown, not before', async () => {
  const { session, path } = await openTrace(withTrace('success').store);
  expect(path()).toBeUndefined();
  press(session, '3');
  await rest();
  expect(path()).toEqual(['run', 'a']);
});

test('finds it again when the trace has grown', async () => {
  const { store, calls } = withTrace('running');
  const { session, path } = await openTrace(store);
  press(session, '3');
  await rest();
  expect(path()).toEqual(['run', 'a']);
  calls.push(call('c', 60));
  press(session, 'R');
  await rest();
  expect(path()).toEqual(['run', 'c', 'a']);
});
