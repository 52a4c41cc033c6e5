import { expect, test } from 'vitest';
import { yieldToEventLoop } from '../../../../src/async/yield-to-event-loop.ts';
import type { RunStore } from '../../../../src/contract/run-store.ts';
import type { Span } from '../../../../src/model/run.ts';
import { installFakeClock } from '../../fake-clock.ts';
import { createMemoryStore, type MemoryStore, sampleRun } from '../../memory-store.ts';
import { openSession, press, settle } from '../../open-session.ts';

installFakeClock();

const runs = [7, 6, 5, 4, 3, 2, 1].map(id => sampleRun(id, { name: 'nightly', status: 'success' }));

/** The newest run takes longer for its step than the others. */
function withTraces(store: MemoryStore): RunStore & { readonly traces: string[] } {
  const traces: string[] = [];
  const getTrace: RunStore['getTrace'] = async id => {
    traces.push(id);
    const endAt = id === 'run_0007' ? 400 : 100;
    const span: Span = {
      ...{ id: 'send', name: 'send', kind: 'step', startAt: 0, endAt, status: 'ok' },
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

test('reads nothing before the trace is shown', async () => {
  const store = withTraces(createMemoryStore(runs));
  const { session } = openSession(store);
  await rest();
  press(session, 'enter');
  await rest();
  expect(store.traces).toEqual([]);
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
