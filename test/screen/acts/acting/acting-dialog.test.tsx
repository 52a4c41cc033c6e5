import { describe, expect, test } from 'vitest';
import {
  type Acting,
  createActing,
  endRound,
  moveInActing,
  withOutcomes,
} from '../../../../src/screen/acts/acting/acting.ts';
import { plainTheme } from '../../../../src/screen/paint/theme.ts';
import type { Size } from '../../../../src/screen/shell/state.ts';
import { opened } from '../../dialog-actions.ts';
import { drawApp } from '../../draw-app.tsx';
import { retryStates } from '../../retry-states.ts';
import { listState } from '../../screen-states.ts';

process.env.TZ = 'UTC';

const followed = retryStates['retry-followed'] ?? [];

const draw = (size: Size, actions = followed) =>
  drawApp(listState(size, ...actions), plainTheme).map(line => line.trimEnd());

describe('what became of the runs that a retry started', () => {
  test.each([
    { columns: 80, rows: 24 },
    { columns: 200, rows: 50 },
  ])('is whole at $columns×$rows', async size => {
    const lines = draw(size);
    expect(lines.length).toBe(size.rows);
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(
      `../../../golden/dialogs/retry-followed-${size.columns}.txt`,
    );
  });

  test.each([60, 100])('moves no row as the counts in the head grow, in %i columns', columns => {
    const size = { columns, rows: 24 };
    const rowOf = (lines: readonly string[]) => lines.findIndex(line => line.includes('not sent  run_0048'));
    const before = draw(size, followed.slice(0, 3));
    const after = draw(size, followed.slice(0, 4));
    expect(rowOf(before)).toBeGreaterThan(0);
    expect(rowOf(after)).toBe(rowOf(before));
    expect(after.length).toBe(before.length);
  });
});

const reason =
  'cancel refused: the server says that this run is held by the nightly export, which has to end before it; ' +
  'ask the owner of the export, or cancel the export first';
const alike = ['a', 'b', 'c'].map(letter => ({
  ...{ id: `order-2026-11-29-${letter}-signup-eu`, address: `order-2026-11-29-${letter}-signup-eu` },
  ...{ name: 'invoice-sync-of-every-night', status: 'Running' },
}));
const begun = createActing({ act: 'cancel', runs: alike });
const refused = withOutcomes(
  begun,
  [0, 1, 2].map(at => [at, { type: 'refused', text: at === 2 ? reason.repeat(6) : reason }]),
);
const smallest = { columns: 60, rows: 15 };
const over = endRound(refused, smallest);
const wrapped: Acting = { ...over, isWrapped: true };

describe('in the smallest window', () => {
  const contents = (acting: Acting) =>
    draw(smallest, [opened(acting)]).flatMap(line => /│ (?:▌ | {2})?(.*?) *│/u.exec(line)?.[1] ?? []);

  test('runs whose ids begin and end alike are told apart', () => {
    for (const letter of ['a', 'b', 'c'])
      expect(contents(over).filter(line => line.includes(`…${letter}-`))).toHaveLength(1);
  });

  test('all of a reason can be read once its row is wrapped', async () => {
    const text = contents(wrapped)
      .map(line => line.trim())
      .join(' ');
    expect(text).toContain(reason);
    expect(text).toContain(alike[0]?.id);
    await expect(`${draw(smallest, [opened(wrapped)]).join('\n')}\n`).toMatchFileSnapshot(
      '../../../golden/dialogs/acting-wrapped-60.txt',
    );
  });

  test('what became of all of them is told above wrapped rows, too', () => {
    expect(contents(wrapped)[1]).toBe('3 refused');
    expect(contents({ ...refused, isWrapped: true })[1]).toBe('3 refused');
  });

  test('what is left of a reason that is taller than the dialog is counted', () => {
    const lines = contents(moveInActing(wrapped, 2, smallest));
    expect(lines.at(-1)).toMatch(/… \d+ more lines: ↵ opens the run/u);
  });

  test('the dialog is as tall whichever wrapped row the cursor is on', () => {
    const heights = [0, 1, 2].map(by => contents(moveInActing(wrapped, by, smallest)).length);
    expect(new Set(heights).size).toBe(1);
  });
});

test('a retry that others have asked for, too, tells who has started each run, and counts these apart', () => {
  const ofAda = { type: 'done', text: 'already started by ada, as run_new', started: 'run_new' } as const;
  const size = { columns: 120, rows: 24 };
  const answered = withOutcomes(createActing({ act: 'retry', runs: alike }), [
    [0, { ...ofAda, already: { by: 'ada' } }],
    [1, { type: 'done', text: 'retried as run_other', started: 'run_other' }],
  ]);
  const lines = draw(size, [opened(endRound(answered, size))]).join('\n');
  expect(lines).toContain('Started 1 of 3 runs again');
  expect(lines).toContain('1 started · 1 already started by ada · 1 not sent');
  expect(lines).toContain('run_new  already started by ada');
});
