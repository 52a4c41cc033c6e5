import { expect, it } from 'vitest';
import type { Step } from '../../../src/model/run.ts';
import { stepTreeOf } from '../../../src/model/steps/step-tree.ts';
import { isActiveInside, pausedInside } from '../../../src/model/usual/steps-inside.ts';

function step(id: string, startedAt: number, ms: number, fields: Partial<Step> = {}): Step {
  const finishedAt = startedAt + ms;
  return { id, name: id, type: 'action', status: 'success', attempt: 1, startedAt, finishedAt, ...fields };
}

function pausedIn(steps: readonly Step[]) {
  const tree = stepTreeOf(steps);
  return Object.fromEntries(tree.all.map(group => [group[0].id, pausedInside(group, tree)]));
}

const napping = [
  step('job', 0, 600),
  step('nap', 100, 500, { type: 'sleep', parentId: 'job' }),
  step('inner', 0, 600, { parentId: 'job' }),
  step('hear', 0, 40, { type: 'hook', parentId: 'inner' }),
];

it('adds up what steps at any depth inside of a step slept and waited', () => {
  expect(pausedIn(napping)).toEqual({ job: 540, nap: 0, inner: 40, hear: 0 });
});

it('does not know how long a step paused while one inside of it does', () => {
  const hearing = napping.map(one => (one.id === 'hear' ? { ...one, status: 'waiting' as const } : one));
  expect(pausedIn(hearing)).toEqual({ job: undefined, nap: 0, inner: undefined, hear: 0 });
});

it('adds up what was paused inside of each attempt, and between them', () => {
  const retried = [
    step('a1', 0, 10, { name: 'a', status: 'failed' }),
    step('nap', 0, 5, { type: 'sleep', parentId: 'a1' }),
    step('a2', 20, 10, { name: 'a', attempt: 2 }),
    step('nap again', 20, 7, { type: 'sleep', parentId: 'a2' }),
  ];
  expect(pausedIn(retried)).toMatchObject({ a1: 22 });
  const around = retried.map(one => (one.parentId ? one : { ...one, parentId: 'out' }));
  expect(pausedIn([step('out', 0, 40), ...around])).toMatchObject({ out: 22, a1: 22 });
});

it('knows which steps go on because one directly inside of them does', () => {
  const going = napping.map(one => (one.id === 'hear' ? { ...one, status: 'running' as const } : one));
  const tree = stepTreeOf(going);
  const found = tree.all.filter(group => isActiveInside(group, tree)).map(([{ id }]) => id);
  expect(found).toEqual(['inner']);
});

it('looks a few times at each of very many steps inside of each other, however many rows ask', () => {
  const many = 2_000;
  let looks = 0;
  const steps = Array.from({ length: many }, (_, at) =>
    Object.defineProperty(step(`s${at}`, at, 1, { parentId: `s${at - 1}` }), 'type', {
      get: () => {
        looks += 1;
        return at % 2 === 0 ? 'action' : 'sleep';
      },
    }),
  );
  expect(pausedIn(steps)).toMatchObject({ s0: many / 2, s1: many / 2 - 1, [`s${many - 1}`]: 0 });
  expect(looks).toBeLessThan(5 * many);
});
