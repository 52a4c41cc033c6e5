import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Context } from '../../../src/cli/context/context.ts';
import { createLazyStore, openTargetItem, targetMenuItems } from '../../../src/cli/inspect/screen-targets.ts';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { InspectorError } from '../../../src/model/errors.ts';
import type { ResolvedTarget } from '../../../src/targets/target.ts';
import { createHome } from '../../targets/temporary-home.ts';
import { createFakeStore } from '../fake-store.ts';
import { sampleRuns } from '../sample-runs.ts';

/** A context that keeps the targets that are opened. */
function createContext() {
  const home = createHome({
    'project/.runlens/runs.db': '',
    'config/config.yaml': 'targets:\n  team: http://127.0.0.1:9\n  gone: ../gone.db\n',
  });
  const opened: ResolvedTarget[] = [];
  const openStore = async (target: ResolvedTarget) => {
    opened.push(target);
    return { ...createFakeStore([]), target: target.info };
  };
  const context: Context = Object.assign(Object.create(null), { ...home, openStore });
  return { context, opened };
}

const typed = { name: 'other', kind: 'sqlite', location: '~/other.db', reason: 'argument' };

test('the menu lists the target that was opened, the known ones, and all of these in one list', async () => {
  const { context } = createContext();
  expect(await targetMenuItems(context, typed)).toEqual([
    { id: '~/other.db', label: 'other  ~/other.db', hint: 'argument' },
    { id: './.runlens/runs.db', label: 'project  ./.runlens/runs.db', hint: 'found here' },
    { id: 'http://127.0.0.1:9', label: 'team  http://127.0.0.1:9', hint: '~/config/config.yaml' },
    { id: '../gone.db', label: 'gone  ../gone.db', hint: 'there is no store at ../gone.db' },
    { id: 'all', label: 'all of these in one list', hint: 'project,team' },
  ]);
});

test('a store of this machine is opened at once, and one over a network by the first call', async () => {
  const { context, opened } = createContext();
  await openTargetItem('./.runlens/runs.db', context, typed);
  expect(opened.map(({ info }) => info.name)).toEqual(['project']);
  const remote = await openTargetItem('http://127.0.0.1:9', context, typed);
  expect(opened).toHaveLength(1);
  await remote.counts();
  expect(opened.map(({ info }) => info.name)).toEqual(['project', 'team']);
});

test('all of the known targets open as one', async () => {
  const { context, opened } = createContext();
  const all = await openTargetItem('all', context, typed);
  await all.counts();
  expect(opened.map(({ info }) => info.name)).toEqual(['project,team']);
});

test('a target that cannot be opened says why', async () => {
  const { context } = createContext();
  await expect(openTargetItem('../gone.db', context, typed)).rejects.toThrow(
    'there is no store at ../gone.db',
  );
});

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A store whose server is away until `arrive` is called. */
function createAwayStore() {
  const { target, ...fake } = createFakeStore(sampleRuns);
  const server: { store?: RunStore; tries: number } = { tries: 0 };
  const open = async () => {
    server.tries += 1;
    if (!server.store) throw new InspectorError('unreachable', 'cannot reach the server');
    return server.store;
  };
  const store = createLazyStore({ target, open });
  return { store, server, arrive: () => (server.store = { target, ...fake }) };
}

describe('a target that is opened while its server is away', () => {
  test('leaves one listener on the signal however long the server is away, not one more for each try', async () => {
    const { store, server } = createAwayStore();
    const watching = new AbortController();
    const changes = store.changes(watching.signal)[Symbol.asyncIterator]();
    for (let look = 0; look < 20; look += 1) {
      const change = changes.next();
      await vi.advanceTimersByTimeAsync(15_000);
      expect((await change).value).toMatchObject({ type: 'error' });
    }
    expect(server.tries).toBe(20);
    expect(getEventListeners(watching.signal, 'abort').length).toBeLessThanOrEqual(1);
    watching.abort();
    expect(await changes.next()).toMatchObject({ done: true });
  });

  test('waits longer before each try, and stops waiting when the signal aborts', async () => {
    const { store, server } = createAwayStore();
    const watching = new AbortController();
    const changes = store.changes(watching.signal)[Symbol.asyncIterator]();
    await changes.next();
    const second = changes.next();
    await vi.advanceTimersByTimeAsync(1_000);
    await second;
    const third = changes.next();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(server.tries).toBe(2);
    watching.abort();
    expect(await third).toMatchObject({ done: true });
  });

  test('is read as soon as the server is back', async () => {
    const { store, arrive } = createAwayStore();
    await expect(store.getRun('run_done')).rejects.toThrow('cannot reach the server');
    arrive();
    expect(await store.getRun('run_done')).toMatchObject({ id: 'run_done' });
  });

  test('says that it was closed when it is read after that', async () => {
    const { store } = createAwayStore();
    await store.close();
    await expect(store.getRun('run_done')).rejects.toThrow('was closed');
  });
});
