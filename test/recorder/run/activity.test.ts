import { describe, expect, test } from 'vitest';
import {
  type Activity,
  awaitedText,
  createActivity,
  toActiveStatus,
} from '../../../src/recorder/run/activity.ts';

type Shape = {
  readonly sleeping?: number;
  readonly waitingFor?: string;
  readonly children?: readonly Shape[];
};

function build({ sleeping = 0, waitingFor, children = [] }: Shape): Activity {
  return { ...createActivity(), sleeping, waitingFor, children: new Set(children.map(build)) };
}

describe('toActiveStatus', () => {
  const sleeps = { sleeping: 1 };
  const waits = { waitingFor: 'approval' };
  test.each<[string, Shape, string]>([
    ['does something itself', {}, 'running'],
    ['sleeps', sleeps, 'sleeping'],
    ['waits', waits, 'waiting'],
    ['sleeps and waits', { sleeping: 1, ...waits }, 'waiting'],
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

test.each<[string, Shape, string]>([
  ['one hook', { children: [{ waitingFor: 'manual approval' }] }, 'manual approval'],
  ['two hooks', { children: [{ waitingFor: 'a' }, { children: [{ waitingFor: 'b' }] }] }, 'a, b'],
  ['two of one name', { children: [{ waitingFor: 'a' }, { waitingFor: 'a' }] }, 'a'],
  ['many', { children: [...'abcdefg'].map(waitingFor => ({ waitingFor })) }, 'a, b, c, d, e, …'],
  ['none', {}, ''],
])('a run that waits for %s names it', (_, shape, text) => {
  expect(awaitedText(build(shape))).toBe(text);
});
