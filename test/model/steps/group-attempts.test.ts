import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Step } from '../../../src/model/run.ts';
import { type Attempts, createFirstOut, stepTreeOf } from '../../../src/model/steps/step-tree.ts';

type Sketch = readonly [id: string, name: string, attempt: number, startedAt: number, finishedAt?: number];

function steps(...sketches: readonly Sketch[]): readonly Step[] {
  return sketches.map(([id, name, attempt, startedAt, finishedAt]) => {
    const status = finishedAt === undefined ? 'running' : /failed/u.test(id) ? 'failed' : 'success';
    return { id, name, type: 'action', status, attempt, startedAt, finishedAt };
  });
}

const groupsOf = (all: readonly Step[]): readonly Attempts[] => stepTreeOf(all).all;
const ids = (all: readonly Step[]) => groupsOf(all).map(group => group.map(({ id }) => id));

describe('the attempts of a step', () => {
  test('are together, in the order of the first ones', () => {
    const all = steps(
      ['a failed', 'charge', 1, 0, 5],
      ['b', 'mail', 1, 1, 9],
      ['c failed', 'charge', 2, 6, 8],
      ['d', 'charge', 3, 9],
    );
    expect(ids(all)).toEqual([['a failed', 'c failed', 'd'], ['b']]);
  });

  test('are those of the step that failed first, where several of a name run at once', () => {
    const all = steps(
      ['a failed', 'charge', 1, 0, 2],
      ['b failed', 'charge', 1, 0, 1],
      ['b2', 'charge', 2, 3, 9],
      ['a2', 'charge', 2, 4, 9],
    );
    expect(ids(all)).toEqual([
      ['a failed', 'a2'],
      ['b failed', 'b2'],
    ]);
  });

  test('are not those of a step that had failed for good before the next of its name began', () => {
    const all = steps(
      ['a failed', 'charge', 1, 0, 2],
      ['b failed', 'charge', 1, 3, 4],
      ['b2', 'charge', 2, 5, 9],
    );
    expect(ids(all)).toEqual([['a failed'], ['b failed', 'b2']]);
  });

  test('are those of a step that failed before, where that waited for longer than the next of its name', () => {
    const all = steps(
      ['a failed', 'charge', 1, 0, 2],
      ['b failed', 'charge', 1, 3, 4],
      ['b2', 'charge', 2, 5, 9],
      ['a2', 'charge', 2, 12, 13],
    );
    expect(ids(all)).toEqual([
      ['a failed', 'a2'],
      ['b failed', 'b2'],
    ]);
  });

  test('are not those of a step that succeeded, where a store keeps only the last of another', () => {
    const all = steps(['a', 'charge', 1, 0, 2], ['b', 'charge', 2, 5, 9]);
    expect(ids(all)).toEqual([['a'], ['b']]);
  });

  test('are apart inside of different steps', () => {
    const [one, two] = steps(['a failed', 'charge', 1, 0, 2], ['b', 'charge', 2, 3, 4]);
    if (one && two) expect(ids([{ ...one, parentId: 'x' }, two])).toEqual([['a failed'], ['b']]);
  });

  test('may begin with a later one, where a store keeps no other', () => {
    expect(ids(steps(['c', 'charge', 3, 0, 2]))).toEqual([['c']]);
  });
});

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
