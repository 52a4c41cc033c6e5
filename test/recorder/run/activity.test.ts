import { describe, expect, test } from 'vitest';
import { type Activity, createActivity, toActiveStatus } from '../../../src/recorder/run/activity.ts';

type Shape = { readonly sleeping?: number; readonly waiting?: number; readonly children?: readonly Shape[] };

function build({ sleeping = 0, waiting = 0, children = [] }: Shape): Activity {
  return { ...createActivity(), sleeping, waiting, children: new Set(children.map(build)) };
}

describe('toActiveStatus', () => {
  const sleeps = { sleeping: 1 };
  const waits = { waiting: 1 };
  test.each<[string, Shape, string]>([
    ['does something itself', {}, 'running'],
    ['sleeps', sleeps, 'sleeping'],
    ['waits', waits, 'waiting'],
    ['sleeps and waits', { sleeping: 1, waiting: 1 }, 'waiting'],
    ['has a step that sleeps', { children: [sleeps] }, 'sleeping'],
    ['has one step that sleeps and one that works', { children: [sleeps, {}] }, 'running'],
    ['has one step that sleeps and one that waits', { children: [sleeps, waits] }, 'waiting'],
    ['has a step whose step waits', { children: [{ children: [waits] }] }, 'waiting'],
    [
      'has a step that sleeps while a step of it works',
      { children: [{ sleeping: 1, children: [{}] }] },
      'running',
    ],
  ])('a run that %s is so', (_, shape, status) => {
    expect(toActiveStatus(build(shape))).toBe(status);
  });
});
