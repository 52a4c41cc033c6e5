import { readFile } from 'node:fs';
import { expect, it } from 'vitest';
import { createYielding, inTurns, mapYielding } from '../../src/async/yield-to-event-loop.ts';

function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

it('maps in order, and yields to the event loop while it takes long', async () => {
  let mapped = 0;
  const seen: number[] = [];
  const watch = () => {
    seen.push(mapped);
    if (mapped < 6) setImmediate(watch);
  };
  setImmediate(watch);
  const doubled = await mapYielding([1, 2, 3, 4, 5, 6], item => {
    block(10);
    mapped += 1;
    return item * 2;
  });
  expect(doubled).toEqual([2, 4, 6, 8, 10, 12]);
  expect(seen.filter(count => count > 0 && count < 6).length).toBeGreaterThan(2);
});

/** How much is mapped when a timer fires that was set in a callback of I/O, where answers arrive. */
function mappedAtTimer(maps: (map: (item: number) => void) => Promise<unknown>): Promise<number> {
  return new Promise((resolve, reject) => {
    readFile(import.meta.filename, () => {
      let mapped = 0;
      setTimeout(() => resolve(mapped), 1);
      const map = () => {
        block(9);
        mapped += 1;
      };
      maps(map).then(() => resolve(mapped), reject);
    });
  });
}

it('yields to timers as well, after one slice of time', async () => {
  expect(await mappedAtTimer(map => mapYielding([1, 2, 3, 4], map))).toBe(1);
});

it('yields before its result is used', async () => {
  const inARow = async (map: (item: number) => void) => {
    for (const item of [1, 2, 3, 4]) await mapYielding([item], map);
  };
  expect(await mappedAtTimer(inARow)).toBe(1);
});

/** How often tasks, which block 3 ms each time, worked between two turns of the event loop, at most. */
async function mostInATurn(tasks: (work: () => void) => Promise<unknown>): Promise<number> {
  let [worked, most, isOver] = [0, 0, false];
  const watch = () => {
    most = Math.max(most, worked);
    worked = 0;
    if (!isOver) setImmediate(watch);
  };
  setImmediate(watch);
  await tasks(() => {
    block(3);
    worked += 1;
  });
  isOver = true;
  return Math.max(most, worked);
}

async function shortTask(work: () => void, times: number): Promise<void> {
  const yielding = createYielding();
  for (let time = 0; time < times; time += 1) {
    work();
    await yielding.pause();
  }
}

it('gives tasks one after the other no slice each, but one a turn', async () => {
  const inARow = async (work: () => void) => {
    for (let task = 0; task < 12; task += 1) await shortTask(work, 1);
  };
  expect(await mostInATurn(inARow)).toBeLessThanOrEqual(3);
});

it('gives tasks at once no slice each, but one a turn', async () => {
  const atOnce = (work: () => void) => Promise.all(Array.from({ length: 12 }, () => shortTask(work, 4)));
  // Each does one piece of work before it can tell that its turn is over.
  expect(await mostInATurn(atOnce)).toBeLessThanOrEqual(14);
});

it('lets a short task end soon beside long ones that began before it', async () => {
  const inPieces = async (times: number) => {
    const yielding = createYielding();
    for (let time = 0; time < times; time += 1) {
      block(0.05);
      await yielding.pause();
    }
  };
  let ended = 0;
  const count = () => {
    ended += 1;
  };
  const long = [1, 2].map(() => inPieces(5_000).then(count));
  await inPieces(200);
  expect(ended).toBe(0);
  await Promise.all(long);
});

it('is due to yield after a slice of time, and again only after the next one', async () => {
  const yielding = createYielding();
  expect(yielding.isDue()).toBe(false);
  block(9);
  expect(yielding.isDue()).toBe(true);
  await yielding.yieldNow();
  expect(yielding.isDue()).toBe(false);
});

it('stops with the reason of a signal that aborted meanwhile', async () => {
  await expect(createYielding(AbortSignal.abort('enough')).yieldNow()).rejects.toBe('enough');
});

it('stops work in pieces once the signal aborts', async () => {
  const abort = new AbortController();
  let pieces = 0;
  const work = function* (): Generator<undefined, number> {
    for (; pieces < 100; pieces += 1) {
      block(5);
      yield;
    }
    return pieces;
  };
  setImmediate(() => abort.abort());
  await expect(inTurns(work(), abort.signal)).rejects.toThrow('aborted');
  expect(pieces).toBeLessThan(10);
});
