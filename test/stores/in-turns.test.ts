import { expect, it } from 'vitest';
import { mapInTurns } from '../../src/stores/in-turns.ts';

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
  const doubled = await mapInTurns([1, 2, 3, 4, 5, 6], item => {
    block(10);
    mapped += 1;
    return item * 2;
  });
  expect(doubled).toEqual([2, 4, 6, 8, 10, 12]);
  expect(seen.filter(count => count > 0 && count < 6).length).toBeGreaterThan(2);
});
