import { expect, it } from 'vitest';
import { someOf } from '../../trials.ts';
import { firstStores } from './first-stores.ts';
import { judgeStore } from './judge-store.ts';
import { secondStores } from './second-stores.ts';

it.each([
  ['first', firstStores],
  ['second', secondStores],
])('of the %s half of the stores, what was planted is announced, and nothing else', async (_, stores) => {
  const plans = someOf(stores, 9);
  const lines: string[] = [];
  const wrongOnes: string[] = [];
  for (const plan of plans) {
    const { wrong } = await judgeStore(plan, 1);
    if (wrong.length === 0) continue;
    wrongOnes.push(plan.name);
    lines.push(`${plan.kind}: ${plan.name}`, ...wrong.map(line => `  ${line}`));
  }
  console.log([`${plans.length - wrongOnes.length} of ${plans.length} right`, ...lines].join('\n'));
  expect(wrongOnes).toEqual([]);
});
