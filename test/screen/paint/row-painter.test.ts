import { expect, test, vi } from 'vitest';
import { createRowPainter } from '../../../src/screen/paint/row-painter.ts';
import { settled } from '../live-session.ts';

const size = { columns: 20, rows: 5 };

function open() {
  const paint = vi.fn<(lines: readonly string[]) => void>();
  return { paint, painter: createRowPainter({ size: () => size, paint }) };
}

test('what changes in one turn of the event loop is painted once', async () => {
  const { paint, painter } = open();
  painter.addRows({ measure: () => ({ x: 0, y: 1, width: 20, height: 1 }), lines: () => ['row'] });
  painter.showFrame(['title']);
  painter.repaint();
  // As React does when the state has changed.
  queueMicrotask(() => painter.showFrame(['other title']));
  await settled();
  expect(paint.mock.calls).toEqual([[['other title', 'row', '', '', '']]]);
});

test('a change that follows in the same turn is painted once Ink has drawn it, not half of it before', async () => {
  const { paint, painter } = open();
  let row = 'row';
  painter.addRows({ measure: () => ({ x: 0, y: 1, width: 20, height: 1 }), lines: () => [row] });
  painter.showFrame(['title']);
  await settled();
  const change = (text: string) => {
    row = text;
    painter.repaint();
    queueMicrotask(() => painter.showFrame([`title of ${text}`]));
  };
  change('first');
  queueMicrotask(() => change('second'));
  await settled();
  expect(paint.mock.calls.map(([lines]) => lines.slice(0, 2))).toEqual([
    ['title', 'row'],
    ['title of second', 'second'],
  ]);
});

test('a dialog lies over the rows, with a free column on both sides where there is room', async () => {
  const { painter } = open();
  painter.addRows({
    measure: () => ({ x: 0, y: 0, width: 20, height: 5 }),
    lines: () => ['one  two  three  four', 'one  two  three  four'],
  });
  painter.showFrame(['', '      [      ]']);
  const close = painter.addDialog({
    measure: () => ({ x: 6, y: 1, width: 8, height: 1 }),
    rows: { measure: () => ({ x: 7, y: 1, width: 6, height: 1 }), lines: () => ['dialog'] },
  });
  expect(painter.frame().slice(0, 2)).toEqual(['one  two  three  four', '      [dialog]']);
  close();
  painter.showFrame(['', '']);
  expect(painter.frame()[1]).toBe('one  two  three  four');
});

test('nothing is painted after the end', async () => {
  const { paint, painter } = open();
  painter.showFrame(['title']);
  painter.stop();
  painter.repaint();
  await settled();
  expect(paint).not.toHaveBeenCalled();
});

test('rows whose box Ink has not laid out take no part', () => {
  const { painter } = open();
  painter.addRows({ measure: () => null, lines: () => ['row'] });
  painter.addRows({ measure: () => ({ x: 0, y: 0, width: 0, height: 0 }), lines: () => ['row'] });
  painter.showFrame(['title']);
  expect(painter.frame()[0]).toBe('title');
});

test('parts that come and go are painted with what else changes in their turn', async () => {
  const { paint, painter } = open();
  painter.showFrame(['title']);
  await settled();
  const remove = painter.addRows({
    measure: () => ({ x: 0, y: 1, width: 20, height: 1 }),
    lines: () => ['row'],
  });
  painter.showFrame(['other title']);
  await settled();
  remove();
  await settled();
  expect(paint.mock.calls.map(([lines]) => lines.slice(0, 2))).toEqual([
    ['title', ''],
    ['other title', 'row'],
    ['other title', ''],
  ]);
});
