import { describe, expect, test } from 'vitest';
import type { CancelResult } from '../../../src/contract/run-store.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import type { RunSummary } from '../../../src/model/run.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun, sampleRuns } from '../memory-store.ts';
import { openSession, press, settleWork as settle, typeKeys } from '../open-session.ts';
import { actingOf, outcomesOf, running } from './acts.ts';

installFakeClock();

const many = (count: number, patchOf: (index: number) => Partial<RunSummary> = () => running) =>
  sampleRuns(count, patchOf);

async function open(runs: readonly RunSummary[]) {
  const opened = openSession(createMemoryStore(runs));
  await settle();
  return opened;
}

const gone = new InspectorError('unreachable', 'runs.example.com answered 503');

describe('canceling all that match', () => {
  test('asks for their number, and cancels the active ones of the filter, listed or not', async () => {
    const { session, store } = await open(
      many(1_200, index => (index % 2 === 0 ? { ...running, name: 'signup' } : { name: 'signup' })),
    );
    press(session, '/');
    typeKeys(session, 'workflow:signup');
    press(session, 'enter');
    await settle(500);
    press(session, 'X');
    await settle();
    expect(session.getState().overlay).toMatchObject({
      type: 'act-question',
      source: { of: 'All · workflow:signup' },
    });
    press(session, 'y', ...'60', 'enter');
    await settle();
    expect(session.getState().notice?.text).toBe('type 600 first');
    press(session, '0');
    expect(session.getState().notice).toBeUndefined();
    press(session, 'enter');
    await settle(500);
    expect(outcomesOf(session)).toEqual(Array.from({ length: 600 }, () => 'done'));
    expect((await store.getRun('run_0002'))?.cancelRequestedAt).toBeDefined();
    expect((await store.getRun('run_0001'))?.cancelRequestedAt).toBeUndefined();
  });

  test('cancels the runs that were there when it was asked, and none that came since', async () => {
    const { session, store } = await open(many(3));
    press(session, 'X');
    await settle();
    store.put(sampleRun(9, running));
    store.announce();
    await settle(300);
    press(session, 'y');
    await settle(300);
    expect(actingOf(session).runs.map(({ id }) => id)).toEqual(['run_0003', 'run_0002', 'run_0001']);
    expect((await store.getRun('run_0009'))?.cancelRequestedAt).toBeUndefined();
  });

  test('is answered with No by an unthinking Enter, and says where no run is active', async () => {
    const { session, store } = await open(many(3));
    press(session, 'X');
    await settle();
    press(session, 'enter');
    await settle();
    expect(session.getState().overlay.type).toBe('none');
    expect((await store.getRun('run_0003'))?.cancelRequestedAt).toBeUndefined();
    const { session: ended } = await open(many(3, () => ({})));
    press(ended, 'X');
    await settle();
    expect(ended.getState().overlay.type).toBe('none');
    expect(ended.getState().notice?.text).toBe('no active run in the view All');
  });

  test('knows that all have ended which the store itself canceled, without reading thousands again', async () => {
    const { session, store } = await open(many(300));
    store.cancelRun = async () => ({ type: 'canceled' });
    press(session, 'X');
    await settle();
    press(session, ...'300', 'enter');
    await settle(500);
    const { cancels } = session.getState().list;
    expect([...cancels.values()].filter(({ type }) => type === 'ended')).toHaveLength(300);
  });

  test('tries only those again that failed', async () => {
    const { session, store } = await open(many(500));
    const { cancelRun } = store;
    const asked: string[] = [];
    let calls = 0;
    store.cancelRun = async (id, options) => {
      asked.push(id);
      calls += 1;
      if (calls <= 500 && calls % 7 === 0) throw gone;
      return cancelRun(id, options);
    };
    press(session, 'X');
    await settle();
    press(session, ...'500', 'enter');
    await settle(500);
    const failed = actingOf(session).runs.filter(
      (_, index) => actingOf(session).outcomes[index]?.type === 'unknown',
    );
    expect(failed).toHaveLength(71);
    asked.length = 0;
    press(session, 'a');
    await settle(500);
    expect(asked.sort()).toEqual(failed.map(({ address }) => address).sort());
    expect(new Set(outcomesOf(session))).toEqual(new Set(['done']));
  });

  test('stops in the middle, waits for what was sent, and goes on with the others only', async () => {
    const { session, store } = await open(many(40));
    const waiting: (() => void)[] = [];
    const asked: string[] = [];
    store.cancelRun = async id => {
      asked.push(id);
      await new Promise<void>(resolve => waiting.push(resolve));
      return { type: 'requested' } satisfies CancelResult;
    };
    const answer = async () => {
      for (const resolve of waiting.splice(0)) resolve();
      await settle(200);
    };
    press(session, 'X');
    await settle();
    press(session, ...'40', 'enter');
    await settle();
    press(session, 'p');
    expect(actingOf(session).phase).toBe('stopping');
    await answer();
    expect(actingOf(session).phase).toBe('ended');
    expect(outcomesOf(session).filter(type => type === undefined)).toHaveLength(32);
    press(session, 'p');
    expect(session.getState().notice?.text).toBe('nothing is being sent');
    press(session, 'c');
    await settle();
    for (let round = 0; round < 5; round += 1) await answer();
    expect(outcomesOf(session)).toEqual(Array.from({ length: 40 }, () => 'done'));
    expect(new Set(asked).size).toBe(asked.length);
  });

  test('says, once the dialog of a stopped act is closed, how far it went, also as single runs end', async () => {
    const { session, store } = await open(many(40));
    const asked: string[] = [];
    store.cancelRun = async id => {
      asked.push(id);
      await new Promise(resolve => setTimeout(resolve, 100));
      return { type: 'requested' } satisfies CancelResult;
    };
    press(session, 'X');
    await settle();
    press(session, ...'40', 'enter');
    await settle();
    press(session, 'escape');
    await settle(500);
    press(session, 'escape');
    const told = 'stopped after 8 of 40 runs: nothing was sent for the others';
    expect(session.getState()).toMatchObject({ overlay: { type: 'none' }, notice: { text: told } });
    const [first] = many(40).filter(({ id }) => asked.includes(id));
    if (first) store.put({ ...first, status: 'canceled' });
    store.announce();
    await settle(1_500);
    expect(session.getState().notice?.text).toBe(told);
  });

  test('tells the terminal how far it is, and takes that away at the end', async () => {
    const { session, progress } = await open(many(20));
    press(session, 'X');
    await settle();
    press(session, ...'20', 'enter');
    await settle(300);
    expect(progress[0]).toBe(0);
    expect(progress).toContain(1);
    expect(progress.at(-1)).toBeUndefined();
  });

  test('sends no more once the program is quit', async () => {
    const { session, store } = await open(many(100));
    let asked = 0;
    store.cancelRun = async () => {
      asked += 1;
      await new Promise(resolve => setTimeout(resolve, 100));
      return { type: 'requested' } satisfies CancelResult;
    };
    press(session, 'X');
    await settle();
    press(session, ...'100', 'enter');
    await settle();
    const closed = session.close();
    await settle(5_000);
    await closed;
    expect(asked).toBe(8);
  });

  test('gives its reason where the target cannot cancel', async () => {
    const store = createMemoryStore(many(3));
    const { session } = openSession(Object.assign(store, { can: { ...store.can, cancel: false } }));
    await settle();
    press(session, 'X');
    expect(session.getState().overlay.type).toBe('none');
    expect(session.getState().notice?.text).toContain('cannot cancel runs');
  });
});
