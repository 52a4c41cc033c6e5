import { describe, expect, test } from 'vitest';
import { displayWidth } from '../../src/model/text/width.ts';
import type { Size, State } from '../../src/state/state.ts';
import { screenLines } from '../../src/ui/screen-lines.ts';
import { colorTheme, plainTheme } from '../../src/ui/theme.ts';
import { screenStates } from './named-states.ts';
import { listState } from './screen-states.ts';

process.env.TZ = 'UTC';

const sizes: readonly Size[] = [
  { columns: 60, rows: 15 },
  { columns: 100, rows: 20 },
  { columns: 200, rows: 20 },
];

const frame = (state: State) =>
  `${screenLines(state, plainTheme)
    .map(line => line.trimEnd())
    .join('\n')}\n`;

describe.each(sizes)('at $columns×$rows', size => {
  test.each(Object.keys(screenStates))('the screen shows: %s', async name => {
    const state = listState(size, ...(screenStates[name] ?? []));
    await expect(frame(state)).toMatchFileSnapshot(`../golden/screen/${name}-${size.columns}.txt`);
  });

  test.each(Object.keys(screenStates))('every line fits and none is missing: %s', name => {
    const lines = screenLines(listState(size, ...(screenStates[name] ?? [])), colorTheme);
    expect(lines.length).toBe(size.rows);
    expect(lines.filter(line => displayWidth(line) > size.columns)).toEqual([]);
  });
});

test('hostile names reach the screen without their escapes, bidi marks and line breaks', () => {
  const text = screenLines(listState({ columns: 200, rows: 20 }), plainTheme).join('\n');
  expect(text).toContain('redevil tab line');
  expect(text).not.toMatch(/\u001B|\u202E|\t/u);
});

test('a window below 60×15 says what it needs', () => {
  const lines = screenLines(listState({ columns: 59, rows: 14 }), plainTheme);
  expect(lines[0]).toContain('runlens needs 60×15; this window is 59×14');
  expect(lines.length).toBe(14);
});

test('status is told by word and glyph, not by colour alone', () => {
  const text = screenLines(listState({ columns: 200, rows: 20 }), plainTheme).join('\n');
  for (const words of [
    '⊘ Canceling',
    '✖ Failed',
    '○ Queued',
    '◇ Waiting on hook',
    '◐ Sleeping',
    '✔ Success',
    '? hibernating',
  ]) {
    expect(text).toContain(words);
  }
});
