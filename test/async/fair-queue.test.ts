import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createFairQueue } from '../../src/async/fair-queue.ts';

const limits = { running: 2, runningPerKey: 1, waitingPerKey: 3, stopMs: 20 };
const never = new AbortController().signal;

/** Work that the test ends; `started` has the names in their order. */
function createWork(changed: Partial<typeof limits> = {}) {
  const queue = createFairQueue({ ...limits, ...changed }, () => new Error('full'));
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const ask = (key: string, name: string, signal = never) => {
    const asked = queue(key, signal, () => {
      started.push(name);
      return new Promise<string>(resolve => ends.set(name, () => resolve(name)));
    });
    asked.catch(() => {});
    return asked;
  };
  const end = async (name: string) => {
    ends.get(name)?.();
    await turn();
  };
  return { ask, end, started };
}

describe('a fair queue', () => {
  it('lets keys take turns, however much one of them has asked for', async () => {
    const { ask, end, started } = createWork({ running: 1 });
    for (const name of ['a1', 'a2', 'a3']) void ask('a', name);
    for (const name of ['b1', 'b2']) void ask('b', name);
    void ask('c', 'c1');
    for (let at = 0; at < 6; at += 1) {
      await turn();
      await end(started.at(-1) ?? '');
    }
    expect(started).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2']);
  });

  it('keeps a place for others while one key has taken all that it may', async () => {
    const { ask, started } = createWork();
    void ask('a', 'a1');
    void ask('a', 'a2');
    await turn();
    expect(started).toEqual(['a1']);
    void ask('b', 'b1');
    await turn();
    expect(started).toEqual(['a1', 'b1']);
  });

  it('refuses what more than so many of the same key would wait for, and nothing of others', async () => {
    const { ask, end, started } = createWork();
    for (const name of ['a1', 'a2', 'a3', 'a4']) void ask('a', name);
    await expect(ask('a', 'a5')).rejects.toThrow('full');
    void ask('b', 'b1');
    await turn();
    expect(started).toEqual(['a1', 'b1']);
    await end('a1');
    void ask('a', 'a6');
    await end('a2');
    await end('a3');
    await end('a4');
    expect(started).toEqual(['a1', 'b1', 'a2', 'a3', 'a4', 'a6']);
  });

  it('forgets what was aborted while it waited', async () => {
    const { ask, end, started } = createWork();
    void ask('a', 'a1');
    const leaving = new AbortController();
    const left = ask('a', 'a2', leaving.signal);
    void ask('a', 'a3');
    leaving.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    await end('a1');
    expect(started).toEqual(['a1', 'a3']);
    await expect(ask('a', 'a4', leaving.signal)).rejects.toThrow('gone');
  });

  it('gives the place of aborted work to the next only when the work has had time to stop', async () => {
    const { ask, end, started } = createWork();
    const leaving = new AbortController();
    void ask('a', 'a1', leaving.signal);
    void ask('a', 'a2');
    await turn();
    leaving.abort();
    const start = performance.now();
    await end('a1');
    expect(started).toEqual(['a1']);
    while (started.length < 2) await new Promise(resolve => setTimeout(resolve, 1));
    expect(performance.now() - start).toBeGreaterThan(15);
  });

  it('passes a failure on, and goes on', async () => {
    const { ask, started } = createWork();
    const queue = createFairQueue(limits, () => new Error('full'));
    await expect(queue('a', never, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    expect(await queue('a', never, async () => 'done')).toBe('done');
    void ask('a', 'a1');
    await turn();
    expect(started).toEqual(['a1']);
  });
});
