import { describe, expect, test } from 'vitest';
import { yieldToEventLoop } from '../../../src/async/yield-to-event-loop.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import type { Frequency } from '../../../src/screen/frequency/frequency.ts';
import type { Session } from '../../../src/screen/shell/session.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle, typeKeys } from '../open-session.ts';

installFakeClock();

const failed = (at: number, name: string) =>
  sampleRun(at, { status: 'failed', actor: 'eve', errorSummary: { name, message: 'no answer' } });
const runs = [
  ...Array.from({ length: 300 }, (_, at) =>
    sampleRun(at, { name: at % 3 === 0 ? 'invoice-sync' : 'signup' }),
  ),
  failed(400, 'TimeoutError'),
  failed(401, 'TimeoutError'),
  failed(402, 'RangeError'),
  sampleRun(403, { status: 'running', finishedAt: undefined }),
];

async function open(store: RunStore = createMemoryStore(runs)) {
  const { session } = openSession(store, { columns: 100, rows: 30 });
  await settle(500);
  return session;
}

/** Counting yields to the event loop for real. */
async function counted(session: Session): Promise<void> {
  for (let turns = 0; turns < 5_000 && shown(session)?.progress.phase === 'counting'; turns += 1) {
    await settle(50);
    await yieldToEventLoop();
  }
  await settle(500);
}

function shown({ getState }: Session): Frequency | undefined {
  const { overlay } = getState();
  return overlay.type === 'frequency' ? overlay : undefined;
}

const rowsOf = (session: Session) =>
  shown(session)?.rows.map(({ value, failed: bad, active, others }) => [value, bad, active, others]);

describe('the frequency', () => {
  test('of a field counts every run of the list by value and outcome', async () => {
    const session = await open();
    press(session, 'F', 'e');
    await counted(session);
    expect(rowsOf(session)).toEqual([
      ['TimeoutError', 2, 0, 0],
      ['RangeError', 1, 0, 0],
      [undefined, 0, 1, 300],
    ]);
    expect(shown(session)?.progress).toMatchObject({ phase: 'done', read: 304 });
    press(session, 's');
    expect(rowsOf(session)?.[0]).toEqual([undefined, 0, 1, 300]);
  });

  test('of statuses comes from the counters of the store', async () => {
    const store = createMemoryStore(runs);
    const session = await open(store);
    const before = store.asked.length;
    press(session, 'F', '2');
    await counted(session);
    expect(rowsOf(session)).toEqual([
      ['failed', 3, 0, 0],
      ['success', 0, 0, 300],
      ['running', 0, 1, 0],
    ]);
    expect(store.asked).toHaveLength(before);
  });

  test('counts within the filter; ↵ lists the runs of a value', async () => {
    const session = await open();
    press(session, '2');
    await settle(500);
    press(session, 'F', 'e');
    await counted(session);
    press(session, 'g', 'enter');
    await settle(500);
    expect(shown(session)).toBeUndefined();
    expect(session.getState().list.filterText).toBe('error:TimeoutError');
    expect(session.getState().list.rows).toHaveLength(2);
  });

  test('- excludes a value and counts what is left', async () => {
    const session = await open();
    press(session, 'F', 'e');
    await counted(session);
    press(session, 'g', '-');
    await counted(session);
    expect(session.getState().list.filterText).toBe('-error:TimeoutError');
    expect(rowsOf(session)?.[0]).toEqual(['RangeError', 1, 0, 0]);
    press(session, 'escape');
    expect(shown(session)).toBeUndefined();
  });

  test('the cursor begins on the value of the detail', async () => {
    const session = await open();
    press(session, 'j', 'enter');
    await settle(500);
    press(session, 'F');
    await settle(500);
    const { rows = [], index = 0 } = shown(session) ?? {};
    expect(rows[index]?.value).toBe('RangeError');
  });

  test('stops at p and goes on where it stopped', async () => {
    const store = createMemoryStore(runs);
    const gate: (() => void)[] = [];
    const slow: RunStore = {
      ...store,
      listRuns: async (query, options) => {
        if (gate.length > 0 || isSlow) await new Promise<void>(resolve => gate.push(resolve));
        return store.listRuns(query, options);
      },
    };
    let isSlow = false;
    const session = await open(slow);
    isSlow = true;
    press(session, 'F', 'a');
    await settle(500);
    press(session, 'p');
    for (const pass of gate.splice(0)) pass();
    await settle(500);
    const stopped = shown(session)?.progress;
    expect(stopped).toMatchObject({ phase: 'stopped', read: 200, total: 304 });
    isSlow = false;
    press(session, 'p');
    await counted(session);
    expect(shown(session)?.progress).toMatchObject({ phase: 'done', read: 304 });
  });

  test('a store that fails is reported, and going on counts no run twice', async () => {
    const store = createMemoryStore(runs);
    const session = await open(store);
    store.failWith = new InspectorError('unreachable', 'cannot reach it');
    press(session, 'F', 'a');
    await counted(session);
    expect(shown(session)?.progress.phase).toBe('stopped');
    store.failWith = undefined;
    press(session, 'p');
    await counted(session);
    expect(rowsOf(session)).toEqual([
      ['eve', 3, 0, 0],
      ['ada', 0, 1, 300],
    ]);
  });

  test('of a path in the payload reads the newest runs, and says that they are a sample', async () => {
    const session = await open(createMemoryStore(runs, { input: { plan: 'scale' } }));
    press(session, 'G', 'enter');
    await settle(500);
    press(session, '/');
    typeKeys(session, 'scale');
    press(session, 'enter', 'F');
    await counted(session);
    expect(rowsOf(session)).toEqual([['scale', 3, 1, 196]]);
    expect(shown(session)?.progress).toEqual({ phase: 'done', read: 200, total: 200, isSample: true });
  });

  test('of a path counts no run twice where one of several reads fails, and counting goes on', async () => {
    const inner = createMemoryStore(runs, { input: { plan: 'scale' } });
    let reads = 0;
    let isFailing = false;
    const getRun: RunStore['getRun'] = async (id, options) => {
      reads += 1;
      if (isFailing && reads % 8 === 0) throw new InspectorError('unreachable', 'cannot reach it');
      return inner.getRun(id, options);
    };
    const session = await open({ ...inner, getRun, target: { ...inner.target, isRemote: true } });
    press(session, 'G', 'enter');
    await settle(2_000);
    press(session, '/');
    typeKeys(session, 'scale');
    [reads, isFailing] = [0, true];
    press(session, 'enter', 'F');
    await counted(session);
    expect(shown(session)?.progress.phase).toBe('stopped');
    isFailing = false;
    press(session, 'p');
    await counted(session);
    expect(rowsOf(session)).toEqual([['scale', 3, 1, 196]]);
  });

  test('of a masked value is not counted', async () => {
    const session = await open(createMemoryStore(runs, { input: { password: 'hunter2hunter2' } }));
    press(session, 'G', 'enter');
    await settle(500);
    press(session, '/');
    typeKeys(session, 'password');
    press(session, 'enter', 'F');
    expect(shown(session)).toBeUndefined();
    expect(session.getState().notice?.text).toBe('this value is masked, and a filter would show it');
  });
});
