import { expect, test } from 'vitest';
import { sleep } from '../../../src/async/sleep.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { createListLoader } from '../../../src/screen/table/list-loader.ts';
import { installFakeClock } from '../fake-clock.ts';
import { createMemoryStore, sampleRun } from '../memory-store.ts';
import { openSession, press, settle } from '../open-session.ts';

installFakeClock();

/** A store whose lists take `tookMs`, with a count of those that were read. */
function start() {
  const inner = createMemoryStore([sampleRun(1, { status: 'failed' }), sampleRun(2)]);
  const lists = { read: 0, tookMs: 0 };
  const store: RunStore = {
    ...inner,
    listRuns: async (query, options) => {
      lists.read += 1;
      await sleep(lists.tookMs, options.signal);
      return inner.listRuns(query, options);
    },
  };
  return { inner, store, lists };
}

test('groups that wait to be read again are not read once the screen is closed', async () => {
  const { inner, store, lists } = start();
  const { session } = openSession(store, { columns: 100, rows: 30 }, inner);
  await settle(2_000);
  lists.tookMs = 1_000;
  press(session, '!');
  await settle(100);
  inner.announce();
  await settle(300);
  const closed = session.close();
  const { read } = lists;
  await settle(5_000);
  await closed;
  expect(lists.read).toBe(read);
});

test('a list that waits to be read again is not read once reading stops', async () => {
  const { store, lists } = start();
  const { session } = openSession(createMemoryStore([]));
  const { getState } = session;
  lists.tookMs = 1_000;
  const run = (work: () => Promise<void>) => void work();
  const state = { ...getState(), list: { ...getState().list, phase: 'loading' } as const };
  const context = { store: () => store, getState: () => state, dispatch: () => {}, now: Date.now, run };
  const list = createListLoader(context);
  const loaded = Promise.all([list.refresh(), list.refresh()]);
  list.stop();
  await settle(5_000);
  await loaded;
  expect(lists.read).toBe(1);
});

test('a change of the store while an act ends has nothing read once the screen is closed', async () => {
  const { inner, store, lists } = start();
  const slow: RunStore = {
    ...store,
    cancelRun: async id => {
      await sleep(1_000);
      return inner.cancelRun(id);
    },
  };
  inner.put(sampleRun(3, { status: 'running', finishedAt: undefined }));
  const { session } = openSession(slow, { columns: 100, rows: 30 }, inner);
  await settle(20_000);
  press(session, 'x', 'y');
  await settle(100);
  const closed = session.close();
  await settle(800);
  inner.put(sampleRun(4, { status: 'failed' }));
  inner.announce();
  await settle(250);
  await closed;
  const { read } = lists;
  await settle(5_000);
  expect(lists.read).toBe(read);
});
