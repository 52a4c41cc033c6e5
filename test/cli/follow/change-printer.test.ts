import { expect, test } from 'vitest';
import { createChangeFitter } from '../../../src/cli/follow/change-printer.ts';

const failed = {
  name: 'signup-pipeline',
  id: 'run_01M8ABG9HWD66Q11GEQEFGZPG5',
  about: ['4.2s'],
  error: 'TimeoutError: mail provider did not answer in 3000 ms',
};

/** What is left of a window behind a clock and a status. */
test.each([
  [
    140,
    'signup-pipeline  run_01M8ABG9HWD66Q11GEQEFGZPG5  4.2s  TimeoutError: mail provider did not answer in 3000 ms',
  ],
  [74, 'signup-pipeline  run_01M8ABG9HWD66Q11GEQEFGZPG5  TimeoutError: mail provi…'],
  [58, 'signup-pipeline  run_01M8ABG9HWD66Q11GEQEFGZPG5  TimeoutE…'],
  [54, 'signup-pipeline  run_01M8ABG9HWD66Q11GEQEFGZPG5'],
  [38, 'signu…  run_01M8ABG9HWD66Q11GEQEFGZPG5'],
  [20, 'signu…  run_01M8ABG9HWD66Q11GEQEFGZPG5'],
])('in %i columns the id of a failure is whole, so that it can be given to other commands', (room, line) => {
  expect(createChangeFitter(room)(failed)).toBe(line);
});

test('a longer name before does not take the room of an id', () => {
  const toText = createChangeFitter(48);
  const run = { ...failed, about: [], error: '' };
  expect(toText({ ...run, id: 'run_1' })).toBe('signup-pipeline  run_1');
  expect(toText({ ...run, name: 'nightly', id: 'r'.repeat(40) })).toBe(`night…  ${'r'.repeat(40)}`);
});

test('names are as wide as the longest before', () => {
  const toText = createChangeFitter(58);
  const run = { ...failed, error: '' };
  expect(toText(run)).toBe('signup-pipeline  run_01M8ABG9HWD66Q11GEQEFGZPG5  4.2s');
  expect(toText({ ...run, name: 'nightly' })).toBe('nightly          run_01M8ABG9HWD66Q11GEQEFGZPG5  4.2s');
});
