import { expect, test } from 'vitest';
import { createHelp, scrollHelp } from '../../../src/screen/help/help.ts';
import { helpRows } from '../../../src/screen/help/help-commands.ts';
import { createPalette, paletteRows } from '../../../src/screen/help/palette.ts';
import { createConfirmOwn } from '../../../src/screen/own-commands/own-commands.ts';
import { plainTheme } from '../../../src/screen/paint/theme.ts';
import type { Action } from '../../../src/screen/shell/state.ts';
import { someOf } from '../../trials.ts';
import { opened } from '../dialog-actions.ts';
import { drawApp } from '../draw-app.tsx';
import { sampleRun } from '../memory-store.ts';
import { listState } from '../screen-states.ts';

const size = { columns: 60, rows: 15 };

/** The words in the box of a dialog, in their order. */
function wordsOf(...actions: readonly Action[]): readonly string[] {
  return drawApp(listState(size, ...actions), plainTheme)
    .flatMap(line => /│ (.*) │/u.exec(line)?.[1] ?? [])
    .flatMap(line => line.split(/\s+/u))
    .filter(Boolean);
}

test('every text of the help can be read in the smallest window', () => {
  const { listed, found } = helpRows(listState(size));
  const rows = [...listed, ...found];
  const words: string[] = [];
  for (let lines = 0; ; lines += 8) {
    const shown = wordsOf(opened(scrollHelp(createHelp({ listed: rows, found: [] }), lines, size)));
    if (lines > 0 && shown.join(' ') === words.slice(-shown.length).join(' ')) break;
    words.push(...shown);
  }
  expect(words.filter(word => word.includes('…'))).toEqual([]);
  const text = words.join(' ');
  for (const row of rows)
    if (row.type === 'keys') for (const word of row.help.split(' ')) expect(text).toContain(word);
});

test('the chosen command of the palette is whole in the smallest window', () => {
  const palette = createPalette();
  const rows = [...paletteRows(listState(size), palette).entries()];
  for (const [index, row] of someOf(rows, 4)) {
    if (row.type !== 'command') continue;
    const words = wordsOf(opened({ ...palette, index }));
    const text = words.slice(words.indexOf('▌')).join(' ');
    expect(text).toContain(row.text.split(' ').slice(-2).join(' '));
  }
});

test('the question before a command of your own says that the name and the id of a run are cut', () => {
  const command = {
    name: 'note',
    run: ['note', '{id}'] as const,
    isShell: false,
    isConfirmed: true,
    place: 'c:1',
  };
  const runs = [sampleRun(1, { name: 'import of contacts '.repeat(10) })];
  const lines = drawApp(listState(size, opened(createConfirmOwn(command, runs))), plainTheme);
  const at = lines.findIndex(line => line.includes('Run "note" on'));
  expect(lines[at + 1]).toMatch(/import of contacts.*… *│/u);
});
