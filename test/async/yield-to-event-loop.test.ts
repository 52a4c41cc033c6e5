import { readFile } from 'node:fs';
import { expect, it } from 'vitest';
import { mapYielding } from '../../src/async/yield-to-event-loop.ts';

function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

it('maps in order, and lets others have their turn between what takes long', async () => {
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

/**
 * What is mapped when a timer fires that was set after something had been read, which is where answers of
 * servers come in.
 */
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

it('lets timers have their turn as well, after one stretch of work', async () => {
  expect(await mappedAtTimer(map => mapYielding([1, 2, 3, 4], map))).toBe(1);
});

it('lets others have their turn before what is done with the result', async () => {
  const inARow = async (map: (item: number) => void) => {
    for (const item of [1, 2, 3, 4]) await mapYielding([item], map);
  };
  expect(await mappedAtTimer(inARow)).toBe(1);
});
