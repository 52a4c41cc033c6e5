import { describe, expect, test } from 'vitest';
import { plainTheme } from '../../../src/ui/theme.ts';
import { drawApp } from '../draw-app.tsx';
import { retryStates } from '../retry-states.ts';
import { listState } from '../screen-states.ts';

process.env.TZ = 'UTC';

const followed = retryStates['retry-followed'] ?? [];

const draw = (size: { readonly columns: number; readonly rows: number }, actions = followed) =>
  drawApp(listState(size, ...actions), plainTheme).map(line => line.trimEnd());

describe('what became of the runs that a retry started', () => {
  test.each([
    { columns: 80, rows: 24 },
    { columns: 200, rows: 50 },
  ])('is whole at $columns×$rows', async size => {
    const lines = draw(size);
    expect(lines.length).toBe(size.rows);
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(
      `../../golden/dialogs/retry-followed-${size.columns}.txt`,
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
