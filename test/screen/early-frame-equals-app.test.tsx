import { describe, expect, test } from 'vitest';
import { colorTheme, monochromeTheme, type Theme } from '../../src/screen/paint/theme.ts';
import type { Action, State } from '../../src/screen/shell/state.ts';
import { toCells } from '../../src/terminal/painter/cell-row.ts';
import { createFrameWriter } from '../../src/terminal/painter/painter.ts';
import { oneIn } from '../trials.ts';
import { earlyFrame } from './checked-drawing.ts';
import { drawApp } from './draw-app.tsx';
import { screenStates } from './named-states.ts';
import { listState, lostLink, toServer } from './screen-states.ts';

process.env.TZ = 'UTC';

const sizes = [
  { columns: 200, rows: 50 },
  { columns: 131, rows: 31 },
  { columns: 100, rows: 30 },
  { columns: 80, rows: 24 },
  { columns: 60, rows: 15 },
  { columns: 40, rows: 10 },
];

const cellsOf = (lines: readonly string[], { size }: State) => lines.map(line => toCells(line, size.columns));

function expectSame(state: State, theme: Theme): void {
  const drawn = cellsOf(drawApp(state, theme), state);
  const early = cellsOf(earlyFrame(state, theme), state);
  // To compare thousands of cells one by one takes longer than to draw them.
  const isSame = JSON.stringify(drawn) === JSON.stringify(early);
  expect(isSame ? early : drawn).toBe(early);
}

const wide = '日本語 👩‍👩‍👧‍👦 e\u0301 🇯🇵 ✖ ☎️ ½ ﷽ 👍🏽';

const hostileTexts: Readonly<Record<string, readonly Action[]>> = {
  'a notice in wide characters': [{ type: 'noticed', text: wide.repeat(9), tone: 'error' }],
  'a filter in wide characters': [{ type: 'criteria-changed', criteria: { filterText: wide.repeat(5) } }],
  'an outage and a filter': [
    toServer,
    lostLink,
    { type: 'criteria-changed', criteria: { filterText: 'status:failed' } },
  ],
};

describe.each(sizes)('at $columns×$rows the early frame is, cell by cell, the first that Ink draws', size => {
  const first = sizes.indexOf(size);
  const states = Object.entries({ ...screenStates, ...hostileTexts });

  test.each(states.filter((_, at) => (at + first) % oneIn(1, 10) === 0))('%s', (_, actions) => {
    const state = listState(size, ...actions);
    expectSame(state, colorTheme);
    expectSame(state, monochromeTheme);
  });

  test('so that nothing is written when Ink comes', () => {
    const state = listState(size);
    const writer = createFrameWriter({ isSynchronized: true });
    writer.next(earlyFrame(state, colorTheme), size);
    expect(writer.next(drawApp(state, colorTheme), size)).toBe('');
  });
});
