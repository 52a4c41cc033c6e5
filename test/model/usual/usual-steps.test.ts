import { describe, expect, it } from 'vitest';
import type { Step } from '../../../src/model/run.ts';
import { stepTreeOf } from '../../../src/model/steps/step-tree.ts';
import { usualWords } from '../../../src/model/usual/usual.ts';
import { createPartDurations } from '../../../src/model/usual/usual-parts.ts';
import {
  isActiveInside,
  pausedInside,
  timedSteps,
  usualOfStep,
} from '../../../src/model/usual/usual-steps.ts';

function step(id: string, startedAt: number | undefined, ms: number, fields: Partial<Step> = {}): Step {
  const finishedAt = startedAt === undefined ? undefined : startedAt + ms;
  return { id, name: id, type: 'action', status: 'success', attempt: 1, startedAt, finishedAt, ...fields };
}

function usualOf(...runs: readonly (readonly Step[])[]) {
  const durations = createPartDurations();
  for (const steps of runs) for (const _ of durations.add(timedSteps(steps)));
  return durations.usual();
}

function usualIn(steps: readonly Step[], usual: ReturnType<typeof usualOf>) {
  const tree = stepTreeOf(steps);
  return [...new Set(tree.groups.values())].map(group => usualOfStep(group, tree, usual)?.medianMs);
}

const five = [1, 2, 3, 4, 5];

describe('what is usual for a step', () => {
  it('is from the start of its first attempt to the end of its last, without the waits between', () => {
    const retried = [
      step('send-1', 0, 10, { name: 'send', status: 'failed' }),
      step('send-2', 50, 50, { name: 'send', attempt: 2 }),
    ];
    expect(usualIn(retried, usualOf(...five.map(() => retried)))).toEqual([60]);
  });

  it('is of steps of its name below a step of one name', () => {
    const below = (parent: string, ms: number) => [
      step(parent, 0, 5_000),
      step('call', 0, ms, { parentId: parent }),
    ];
    const usual = usualOf(...five.flatMap(() => [below('fast', 100), below('slow', 1_000)]));
    expect(usualIn(below('slow', 7), usual)).toEqual([5_000, 1_000]);
    expect(usualIn([step('call', 0, 7)], usual)).toEqual([undefined]);
  });

  it('leaves out sleeping and waiting, which are never slow', () => {
    const napping = [
      step('job', 0, 600),
      step('nap', 100, 500, { type: 'sleep', parentId: 'job' }),
      step('inner', 0, 600, { parentId: 'job' }),
      step('hear', 0, 40, { type: 'hook', parentId: 'inner' }),
    ];
    const usual = usualOf(...five.map(() => napping));
    expect(usualIn(napping, usual)).toEqual([60, undefined, 560, undefined]);
  });

  it('is not learned from steps that failed, go on or never started', () => {
    const odd = [
      step('failed', 0, 10, { status: 'failed' }),
      step('running', 0, 10, { status: 'running', finishedAt: undefined }),
      step('queued', undefined, 0, { status: 'queued' }),
    ];
    expect(usualOf(...five.map(() => odd)).size).toBe(0);
  });

  it('is said with how many times as long, where that is clearly more', () => {
    const usual = { medianMs: 1_600, p95Ms: 2_000 };
    expect(usualWords(1_700, usual)).toBe('usually 1.6s');
    expect(usualWords(4_960, usual)).toBe('3.1× the usual 1.6s');
    expect(usualWords(undefined, usual)).toBe('usually 1.6s');
  });
});

function stepOf(id: string, startedAt: number, ms: number, fields: Partial<Step> = {}): Step {
  const finishedAt = startedAt + ms;
  return { id, name: id, type: 'action', status: 'success', attempt: 1, startedAt, finishedAt, ...fields };
}

function pausedIn(steps: readonly Step[]) {
  const tree = stepTreeOf(steps);
  return Object.fromEntries(tree.all.map(group => [group[0].id, pausedInside(group, tree)]));
}

const napping = [
  stepOf('job', 0, 600),
  stepOf('nap', 100, 500, { type: 'sleep', parentId: 'job' }),
  stepOf('inner', 0, 600, { parentId: 'job' }),
  stepOf('hear', 0, 40, { type: 'hook', parentId: 'inner' }),
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
    stepOf('a1', 0, 10, { name: 'a', status: 'failed' }),
    stepOf('nap', 0, 5, { type: 'sleep', parentId: 'a1' }),
    stepOf('a2', 20, 10, { name: 'a', attempt: 2 }),
    stepOf('nap again', 20, 7, { type: 'sleep', parentId: 'a2' }),
  ];
  expect(pausedIn(retried)).toMatchObject({ a1: 22 });
  const around = retried.map(one => (one.parentId ? one : { ...one, parentId: 'out' }));
  expect(pausedIn([stepOf('out', 0, 40), ...around])).toMatchObject({ out: 22, a1: 22 });
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
    Object.defineProperty(stepOf(`s${at}`, at, 1, { parentId: `s${at - 1}` }), 'type', {
      get: () => {
        looks += 1;
        return at % 2 === 0 ? 'action' : 'sleep';
      },
    }),
  );
  expect(pausedIn(steps)).toMatchObject({ s0: many / 2, s1: many / 2 - 1, [`s${many - 1}`]: 0 });
  expect(looks).toBeLessThan(5 * many);
});
