import { Box } from 'ink';
import type { ReactElement } from 'react';
import { afterEach, expect, test } from 'vitest';
import type { RowPainter } from '../../src/screen/paint/row-painter.ts';
import { plainTheme } from '../../src/screen/paint/theme.ts';
import { DetailPane, Divider, RunTable, TooSmall } from '../../src/screen/panes.tsx';
import type { Action } from '../../src/screen/shell/state.ts';
import { type Drawn, drawWithRows } from './draw-app.tsx';
import { live } from './live-session.ts';
import { listState, runs } from './screen-states.ts';

process.env.TZ = 'UTC';

const box = { columns: 100, rows: 12 };
let drawn: Drawn | undefined;
afterEach(() => drawn?.unmount());

type Parts = { session: ReturnType<typeof live>; theme: typeof plainTheme; painter: RowPainter };

/** Draws a part alone in a box, and returns its session and its lines. */
function draw(part: (parts: Parts) => ReactElement, ...actions: readonly Action[]) {
  const session = live(listState({ columns: 100, rows: 30 }, ...actions));
  drawn = drawWithRows(box, rows => (
    <Box width={box.columns} height={box.rows}>
      {part({ session, theme: plainTheme, painter: rows })}
    </Box>
  ));
  return { session, lines: drawn.painter.frame };
}

const [, failed] = runs;
const opened: readonly Action[] = failed ? [{ type: 'detail-opened', summary: failed }] : [];

test('the table shows a heading and as many runs as its box has room for, and marks the selected one', () => {
  const { session, lines } = draw(parts => <RunTable {...parts} />);
  expect(lines().length).toBe(box.rows);
  expect(lines()[0]).toMatch(/^ {3}STATUS +NAME /u);
  expect(lines().findIndex(line => line.startsWith('▌'))).toBe(2);
  session.dispatch({ type: 'cursor-moved', index: 0 });
  expect(lines().findIndex(line => line.startsWith('▌'))).toBe(1);
});

test('the detail shows the run that is open, and nothing before one is', () => {
  const { session, lines } = draw(parts => <DetailPane {...parts} />);
  expect(lines().join('')).toBe('');
  for (const action of opened) session.dispatch(action);
  expect(lines()[0]).toMatch(/^ signup-pipeline {2}✖ Failed/u);
  expect(lines()[1]).toMatch(/^ \[1 Overview\]/u);
});

test('the divider is as tall as its box', () => {
  const { lines } = draw(parts => <Divider {...parts} />);
  expect(lines()).toEqual(Array.from({ length: box.rows }, () => expect.stringMatching(/^│ *$/u)));
});

test('a window that is too small shows the size that is needed, and how to quit', () => {
  const { session, lines } = draw(parts => <TooSmall {...parts} />);
  expect(lines()[0]).toBe('runlens needs 60×15; this window is 100×30. q quits');
  expect(session.pressed).toEqual([]);
});
