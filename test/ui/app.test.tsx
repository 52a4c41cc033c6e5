import { renderToString } from 'ink';
import { describe, expect, test } from 'vitest';
import { displayWidth } from '../../src/model/text/width.ts';
import type { State } from '../../src/state/state.ts';
import { App } from '../../src/ui/app.tsx';
import { screenLines } from '../../src/ui/screen-lines.ts';
import { colorTheme, plainTheme } from '../../src/ui/theme.ts';
import { dialogStates } from './named-states.ts';
import { listState } from './screen-states.ts';
import { still } from './still-session.ts';

process.env.TZ = 'UTC';

const draw = (state: State, theme = plainTheme) =>
  renderToString(<App session={still(state)} theme={theme} />, { columns: state.size.columns });

describe.each([
  { columns: 60, rows: 15 },
  { columns: 100, rows: 24 },
])('at $columns×$rows', size => {
  test('Ink draws the very lines that were painted before it was there', () => {
    const state = listState(size);
    const painted = screenLines(state, colorTheme).map(line => line.trimEnd());
    const drawn = draw(state, colorTheme).split('\n');
    expect(drawn.map(plain)).toEqual(painted.map(plain));
  });

  test.each(Object.keys(dialogStates))('a dialog lies over the table: %s', async name => {
    const drawn = draw(listState(size, ...(dialogStates[name] ?? [])));
    const lines = drawn.split('\n');
    expect(lines.length).toBe(size.rows);
    expect(lines.filter(line => displayWidth(line) > size.columns)).toEqual([]);
    await expect(`${drawn}\n`).toMatchFileSnapshot(`../golden/dialogs/${name}-${size.columns}.txt`);
  });
});

function plain(line: string): string {
  return line.replace(/\u001B\[[\d;]*m/gu, '').trimEnd();
}
