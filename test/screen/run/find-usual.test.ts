import { expect, test } from 'vitest';
import { yieldToEventLoop } from '../../../src/async/yield-to-event-loop.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import type { Span, Step } from '../../../src/model/run.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, type MemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle } from '../open-session.ts';

installFakeClock();

const runs = [7, 6, 5, 4, 3, 2, 1].map(id => sampleRun(id, { name: 'nightly', status: 'success' }));

/** One run took longer for its step than the others, and that of another goes on. */
function withTraces(store: MemoryStore): RunStore & { readonly traces: string[] } {
  const traces: string[] = [];
  const getTrace: RunStore['getTrace'] = async id => {
    traces.push(id);
    const startAt = id === 'run_0008' ? Date.now() : 0;
    const endAt = id === 'run_0008' ? undefined : id === 'run_0007' ? 400 : 100;
    const span: Span = {
      ...{ id: 'send', name: 'send', kind: 'step', startAt, endAt, status: 'ok' },
      ...{ attributes: {}, events: [] },
    };
    return { spans: [span], logs: [], spanTotal: 1, logTotal: 0 };
  };
  return { ...store, getTrace, traces };
}

/** Work yields to the event loop between its pieces, which the fake clock does not turn. */
async function rest(): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) {
    await settle(2);
    await yieldToEventLoop();
  }
}

async function openTrace(store: RunStore) {
  const opened = openSession(store);
  await settle(300);
  press(opened.session, 'enter');
  await settle(300);
  press(opened.session, '3');
  await settle(10);
  return opened;
}

test('marks spans that took longer than in other runs, once the trace is shown', async () => {
  const store = withTraces(createMemoryStore(runs));
  const { session } = await openTrace(store);
  expect(session.getState().detail?.slow).toBeUndefined();
  await rest();
  expect([...(session.getState().detail?.slow ?? [])]).toEqual([['send', 4]]);
  expect(session.getState().detail?.usual).toBeDefined();
});

test('marks a span that goes on once it takes longer than usual, while one looks at it', async () => {
  const open = sampleRun(8, { name: 'nightly', status: 'running', finishedAt: undefined });
  const store = withTraces(createMemoryStore([open, ...runs]));
  const opened = await openTrace(store);
  await rest();
  const slow = () => opened.session.getState().detail?.slow?.get('send');
  expect(slow()).toBeUndefined();
  for (let second = 0; second < 20 && slow() === undefined; second += 1) {
    await settle(1_000);
    await rest();
  }
  expect(slow()).toBeGreaterThan(1.5);
});

const step: Step = {
  ...{ id: 'send', name: 'send', type: 'action', status: 'success', attempt: 1 },
  ...{ startedAt: 0, finishedAt: 100 },
};

test('finds out what is usual for the steps of an open run, without its trace', async () => {
  const store = withTraces(createMemoryStore(runs, { steps: [step] }));
  const { session } = openSession(store);
  await rest();
  press(session, 'enter');
  await rest();
  const { usual, usualSteps } = session.getState().detail ?? {};
  expect(usual).toBeDefined();
  expect([...(usualSteps?.values() ?? [])]).toEqual([{ medianMs: 100, p95Ms: 100 }]);
  expect(store.traces).toEqual([]);
  press(session, '3');
  await rest();
  press(session, '1');
  await rest();
  expect(session.getState().detail?.usualSteps).toBe(usualSteps);
});

test('reads no other run whole where the open one has no steps', async () => {
  const store = createMemoryStore(runs);
  const { session } = openSession(store);
  await rest();
  press(session, 'enter');
  await rest();
  expect(session.getState().detail?.usual).toBeDefined();
  expect(new Set(store.reads.map(({ id }) => id))).toEqual(new Set(['run_0007']));
});

test('reads the successes of a workflow once for several of its runs', async () => {
  const store = withTraces(createMemoryStore(runs));
  const { session } = await openTrace(store);
  await rest();
  const before = store.traces.length;
  expect(before).toBeGreaterThanOrEqual(runs.length);
  press(session, ']');
  await rest();
  expect(session.getState().detail?.summary.id).toBe('run_0006');
  expect(store.traces.length).toBe(before + 1);
  expect([...(session.getState().detail?.slow ?? [])]).toEqual([]);
});

test('stops reading when the run is left', async () => {
  const store = withTraces(createMemoryStore(runs));
  const { session } = await openTrace(store);
  press(session, 'escape');
  await rest();
  expect(new Set(store.traces)).toEqual(new Set(['run_0007']));
});
