import fc from 'fast-check';
import { expect, test } from 'vitest';
import { barText } from '../../../src/screen/trace/waterfall-pieces.ts';

const window = { from: 0, to: 100 };
const draw = (from: number, to: number, isOpen = false, columns = 10) => {
  const { before, text } = barText({ from, to, isOpen }, window, columns);
  return before + text;
};

test.each([
  [0, 100, false, '├────────┤'],
  [50, 100, false, '     ├───┤'],
  [20, 41, false, '  ├┤'],
  [20, 21, false, '  │'],
  [100, 100, false, '         │'],
  [30, 100, true, '   ├─────>'],
  [100, 100, true, '         >'],
  [-50, 50, false, '‹───┤'],
  [50, 150, false, '     ├───›'],
  [-50, 150, false, '‹────────›'],
  [-50, -10, false, '‹'],
  [110, 120, false, '         ›'],
])('from %i to %i (open: %s) is %j', (from, to, isOpen, text) => {
  expect(draw(from, to, isOpen)).toBe(text);
});

test('where there is no time, a bar fills its room', () => {
  expect(barText({ from: 5, to: 5, isOpen: false }, { from: 5, to: 5 }, 4)).toEqual({
    before: '',
    text: '├──┤',
  });
});

test('no bar leaves its room, whatever the times are', () => {
  const time = fc.double({ noNaN: false });
  fc.assert(
    fc.property(
      time,
      time,
      time,
      time,
      fc.boolean(),
      fc.integer({ min: 1, max: 200 }),
      (from, to, start, end, isOpen, columns) => {
        const { before, text } = barText({ from, to, isOpen }, { from: start, to: end }, columns);
        expect(before.length + text.length).toBeLessThanOrEqual(columns);
        expect(text.length).toBeGreaterThan(0);
      },
    ),
  );
});
