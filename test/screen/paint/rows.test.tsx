import { Box, Text } from 'ink';
import type { ReactElement } from 'react';
import { afterEach, expect, test } from 'vitest';
import type { RowPainter, RowsSize } from '../../../src/screen/paint/row-painter.ts';
import { Rows } from '../../../src/screen/paint/rows.tsx';
import { type Drawn, drawWithRows } from '../draw-app.tsx';
import { settled } from '../live-session.ts';

const size = { columns: 12, rows: 4 };
let drawn: Drawn | undefined;
afterEach(() => drawn?.unmount());

const draw = (element: (painter: RowPainter) => ReactElement) => {
  drawn = drawWithRows(size, element);
  return drawn;
};

const numbers = ({ width, height }: RowsSize) =>
  Array.from({ length: height }, (_, row) => `${row}`.repeat(width));

type Props = { readonly painter: RowPainter; readonly titles: readonly string[]; readonly isAlone?: boolean };

function Screen({ painter, titles, isAlone = false }: Props) {
  return (
    <Box flexDirection="column" width={size.columns} height={size.rows}>
      {titles.map(title => (
        <Text key={title}>{title}</Text>
      ))}
      <Box flexGrow={1}>
        {!isAlone && <Rows painter={painter} width={4} lines={numbers} />}
        <Text>|</Text>
        <Rows painter={painter} lines={numbers} />
      </Box>
    </Box>
  );
}

test('rows fill the boxes that Ink gives them, beside what Ink draws', () => {
  const { painter } = draw(rows => <Screen painter={rows} titles={['one']} />);
  expect(painter.frame()).toEqual(['one', '0000|0000000', '1111 1111111', '2222 2222222']);
});

test('rows move and shrink when another part of the screen grows, and are gone when they are unmounted', () => {
  const { painter, rerender } = draw(rows => <Screen painter={rows} titles={['one']} />);
  rerender(<Screen painter={painter} titles={['one', 'two']} />);
  expect(painter.frame()).toEqual(['one', 'two', '0000|0000000', '1111 1111111']);
  rerender(<Screen painter={painter} titles={['one']} isAlone />);
  expect(painter.frame()).toEqual(['one', '|00000000000', ' 11111111111', ' 22222222222']);
});

test('rows that change are painted without a frame of Ink', async () => {
  let text = 'a';
  const { painter, painted, inkFrames } = draw(rows => (
    <Rows painter={rows} height={1} lines={() => [text]} />
  ));
  await settled();
  const before = inkFrames.length;
  text = 'b';
  painter.repaint();
  painter.repaint();
  await settled();
  expect(painted.map(([first]) => first)).toEqual(['a', 'b']);
  expect(inkFrames.length).toBe(before);
});

test('lines that are too long are cut at the end of their box, and missing ones are blank', () => {
  const { painter } = draw(rows => (
    <Box width={size.columns} height={2}>
      <Rows painter={rows} width={4} lines={() => ['日本語']} />
      <Text>|</Text>
    </Box>
  ));
  expect(painter.frame().slice(0, 2)).toEqual(['日… |', '    ']);
});
