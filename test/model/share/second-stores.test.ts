import { expect, it } from 'vitest';
import { someOf } from '../../trials.ts';
import { judgeStore } from './judge-store.ts';
import { secondStores } from './second-stores.ts';

it('announces what was planted, and nothing where there is nothing to be found', async () => {
  const plans = someOf(secondStores, 3);
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
