import { expect, test } from 'vitest';
import { recorded, sentence, spoken, spokenKeyNames } from '../../../src/screen/linear/spoken.ts';

test.each([
  [' runlens  local · ./runs.db     live ●   41 failed', 'runlens, local, ./runs.db, live, 41 failed'],
  ['signup  ✖ Failed  run_1', 'signup, Failed, run_1'],
  ['◐ Sleep overdue', 'Sleep overdue'],
  ['was ✔ 4.2s, is ✖ 240ms ×3', 'was Success 4.2 seconds, is Failed 240 milliseconds 3 times'],
  ['✖ PaymentError: no', 'Failed PaymentError: no'],
  ['1m 03s', '1 minute 3 seconds'],
  ['<1ms', 'less than 1 millisecond'],
  ['25s ago', '25 seconds ago'],
  ['4ms–6ms, ≤6ms', '4 milliseconds to 6 milliseconds, at most 6 milliseconds'],
  ['3.2× usual (usually 2m)', '3.2 times usual (usually 2 minutes)'],
  ['since:24h duration:>1m', 'since:24h duration:>1m'],
  ['"30s" at step-3d/5m', '"30s" at step-3d/5m'],
  [' [ No ]   Yes, cancel ', 'No (chosen), Yes, cancel'],
  ['▾ Error ├───┤ 1.2s', 'Error, 1.2 seconds'],
  ['1 [x] status', '1 on: status'],
  ['{"token":"••••••"}', '{"token":"masked"}'],
  ['comparing… 3 of 7', 'comparing... 3 of 7'],
  ['at the [-back-]{+front+} door', 'at the (removed: back) (added: front) door'],
  ['–', ''],
])('%j is read as %j', (painted, said) => expect(spoken(painted)).toBe(said));

test('the parts of a sentence end with one stop each', () => {
  expect(sentence('Failed', '', 'why?', 'at 3.', '{')).toBe('Failed. why? at 3. {');
});

test('a recorded text is read as it is, but not all of a very long one', () => {
  expect(recorded('took 30s · ok')).toBe('took 30s · ok');
  expect(recorded('x'.repeat(5_000))).toMatch(/^x{2000}\.\.\. and 3000 more characters$/u);
});

test('keys are named by words', () => {
  expect(spokenKeyNames(['pagedown', 'ctrl+f', 'S', 'shift+tab'])).toBe(
    'Page Down, Control-F, S or Shift-Tab',
  );
  expect(spokenKeyNames([...'123456789'])).toBe('1 to 9');
});
