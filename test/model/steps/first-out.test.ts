import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFirstOut } from '../../../src/model/steps/first-out.ts';

const adding = fc.record({ rank: fc.nat(9) });
const taking = fc.constant('take' as const);

test('the least of what was added and not yet taken comes out, the one added first of equal ones', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 3, arbitrary: adding }, { weight: 2, arbitrary: taking })),
      work => {
        const firstOut = createFirstOut<{ readonly rank: number }>();
        let waiting: { readonly rank: number }[] = [];
        for (const one of work) {
          if (one === 'take') {
            const first = waiting.toSorted((a, b) => a.rank - b.rank)[0];
            expect(firstOut.take()).toBe(first);
            waiting = waiting.filter(other => other !== first);
          } else {
            waiting.push(one);
            firstOut.add(one, one.rank);
          }
        }
      },
    ),
  );
});
