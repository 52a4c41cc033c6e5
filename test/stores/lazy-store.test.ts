import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { RunStore } from '../../src/contract/run-store.ts';
import { InspectorError } from '../../src/model/errors.ts';
import { createLazyStore } from '../../src/stores/lazy-store.ts';
import { createFakeStore } from '../cli/fake-store.ts';
import { sampleRuns } from '../cli/sample-runs.ts';

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

  test('is the target that it turned out to be, once it is open', async () => {
    const { store, arrive } = createAwayStore();
    const target = { ...store.target, kind: 'pg-boss' };
    Object.assign(arrive(), { target });
    expect(store.target.kind).toBe('sqlite');
    await store.counts();
    expect(store.target).toEqual(target);
  });

  test('says that it was closed when it is read after that', async () => {
    const { store } = createAwayStore();
    await store.close();
    await expect(store.getRun('run_done')).rejects.toThrow('was closed');
  });
});
