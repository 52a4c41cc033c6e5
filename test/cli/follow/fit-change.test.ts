import { expect, test } from 'vitest';
import { createChangeFitter } from '../../../src/cli/follow/fit-change.ts';

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
  [72, 'signup-pipeline  run_0…FGZPG5  4.2s  TimeoutError: mail provider did no…'],
  [58, 'signup-pipeline  run_0…FGZPG5  TimeoutError: mail provide…'],
  [38, 'signup-pipeli…  run_0…FGZPG5  Timeout…'],
])('in %i columns a failure keeps its name, an id that tells it apart, and its error', (room, line) => {
  expect(createChangeFitter(room)(failed)).toBe(line);
});

test('an id is whole where no error needs its room, and names are as wide as the longest before', () => {
  const toText = createChangeFitter(58);
  const run = { ...failed, error: '' };
  expect(toText(run)).toBe('signup-pipeline  run_01M8ABG9HWD66Q11GEQEFGZPG5  4.2s');
  expect(toText({ ...run, name: 'nightly' })).toBe('nightly          run_01M8ABG9HWD66Q11GEQEFGZPG5  4.2s');
});
