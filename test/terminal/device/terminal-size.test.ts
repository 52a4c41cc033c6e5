import { expect, test } from 'vitest';
import { toTerminalSize } from '../../../src/terminal/device/watch-size.ts';

test.each([
  [
    'what the terminal says',
    { columns: 120, rows: 40 },
    { COLUMNS: '50', LINES: '20' },
    { columns: 120, rows: 40 },
  ],
  [
    'the environment when the terminal is 0×0',
    { columns: 0, rows: 0 },
    { COLUMNS: '50', LINES: '20' },
    { columns: 50, rows: 20 },
  ],
  ['80×24 when nobody knows', {}, {}, { columns: 80, rows: 24 }],
  ['80×24 when the environment is nonsense', {}, { COLUMNS: 'wide', LINES: '-3' }, { columns: 80, rows: 24 }],
  ['each dimension by itself', { columns: 90, rows: 0 }, {}, { columns: 90, rows: 24 }],
])('is %s', (_what, reported, env, size) => {
  expect(toTerminalSize(reported, env)).toEqual(size);
});
