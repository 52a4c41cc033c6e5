import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { displayWidth } from '../../src/model/text/width.ts';
import { createActQuestion } from '../../src/screen/acts/act-question.ts';
import { colorTheme, plainTheme, type Theme } from '../../src/screen/paint/theme.ts';
import type { State } from '../../src/screen/shell/state.ts';
import { opened } from './dialog-actions.ts';
import { drawApp } from './draw-app.tsx';
import { cancelTarget, markedOf } from './many-states.ts';
import { dialogStates } from './named-states.ts';
import { listState } from './screen-states.ts';

process.env.TZ = 'UTC';

const draw = (state: State, theme: Theme = plainTheme) => drawApp(state, theme).map(line => line.trimEnd());

describe.each([
  { columns: 60, rows: 15 },
  { columns: 100, rows: 24 },
])('at $columns×$rows', size => {
  const drawn = new Map<string, readonly string[]>();
  const drawDialog = (name: string) => {
    const lines = drawn.get(name) ?? draw(listState(size, ...(dialogStates[name] ?? [])));
    drawn.set(name, lines);
    return lines;
  };

  test.each(Object.keys(dialogStates))('a dialog lies over the table: %s', async name => {
    const lines = drawDialog(name);
    expect(lines.length).toBe(size.rows);
    expect(lines.filter(line => displayWidth(line) > size.columns)).toEqual([]);
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(
      `../golden/dialogs/${name}-${size.columns}.txt`,
    );
  });

  test.each([1, 2])('a status in the words of a store moves no cursor before a cancel of %d', count => {
    const run = { ...cancelTarget, status: 'bad\x1b[2J\nword' };
    const source = markedOf(Array.from({ length: count }, () => run));
    const asked = { act: 'cancel', target: 't' } as const;
    const state = listState(size, opened(createActQuestion({ ...asked, source })));
    const lines = draw(state);
    expect(lines.length).toBe(size.rows);
    expect(lines.join('')).not.toContain('\x1b[2J');
    expect(lines.filter(line => line.includes('bad')).length).toBe(count);
  });

  test.each(Object.keys(dialogStates))(
    'a column is free on both sides of a dialog, and no scraps stand there: %s',
    name => {
      const beside = drawDialog(name)
        .filter(line => line.includes('│'))
        .map(line => line.split('│'));
      const dialog = beside.filter(parts => parts.length > 2);
      expect(dialog.length).toBeGreaterThan(0);
      for (const [before = '', ...rest] of dialog) {
        const after = rest.at(-1) ?? '';
        expect([before.endsWith(' '), after === '' || after.startsWith(' ')]).toEqual([true, true]);
        if (size.columns === 60) expect((before + after).trim()).toBe('');
      }
    },
  );

  test('what lies beside a dialog keeps its place, in colour too', () => {
    const state = listState(size, ...(dialogStates['confirm-cancel'] ?? []));
    const colored = draw(state, colorTheme).map(line => stripVTControlCharacters(line).trimEnd());
    expect(colored).toEqual(draw(state));
  });
});
