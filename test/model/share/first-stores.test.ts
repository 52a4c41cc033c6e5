import { expect, it } from 'vitest';
import { someOf } from '../../trials.ts';
import { firstStores } from './first-stores.ts';
import { judgeStore } from './judge-store.ts';

/** Stores of which something wrong is said, or not what was planted. */
const wrongSoFar: ReadonlySet<string> = new Set([
  'two outages of half an hour',
  'an outage begins with a version and ends without it',
  'an afternoon fails once',
  'an outage of seven hours, at the time of a rollout',
  'an amount above 480',
  'accounts of more than three years',
  'more than eight items',
  'a note of more than 250 characters',
  'an input of more than 8 KB, whichever part is large',
  'a wait of more than 2 s in the queue',
  'files that were parsed as latin-1',
  'any discount at all',
  'files of the legacy bucket',
  'a weekend, after a rollout on Friday',
  'a second run of a customer within two hours',
]);

it('announces what was planted, and nothing where there is nothing to be found', async () => {
  const plans = someOf(firstStores, 3);
  const lines: string[] = [];
  const wrongOnes: string[] = [];
  for (const plan of plans) {
    const { wrong } = await judgeStore(plan, 1);
    if (wrong.length === 0) continue;
    wrongOnes.push(plan.name);
    lines.push(`${plan.kind}: ${plan.name}`, ...wrong.map(line => `  ${line}`));
  }
  console.log([`${plans.length - wrongOnes.length} of ${plans.length} right`, ...lines].join('\n'));
  expect(wrongOnes).toEqual(plans.map(({ name }) => name).filter(name => wrongSoFar.has(name)));
});
