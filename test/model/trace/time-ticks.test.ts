import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatOffset } from '../../../src/model/text/formats.ts';
import { timeTicks } from '../../../src/model/trace/time-ticks.ts';

const labels = (fromMs: number, toMs: number, columns: number) =>
  timeTicks(fromMs, toMs, columns).map(({ label }) => label);

describe('ticks', () => {
  test.each([
    [0, 4210, 120, ['0', '500ms', '1.0s', '1.5s', '2.0s', '2.5s', '3.0s', '3.5s', '4.0s']],
    [0, 4210, 20, ['0', '2s', '4s']],
    [1050, 2100, 60, ['1.2s', '1.4s', '1.6s', '1.8s', '2.0s']],
    [0, 90_000, 40, ['0', '30s', '1m 00s', '1m 30s']],
    [0, 3 * 3_600_000, 40, ['0', '1h', '2h', '3h']],
    [0, 0.5, 60, ['0', '0.1ms', '0.2ms', '0.3ms', '0.4ms', '0.5ms']],
    [0, 0, 60, []],
  ])('from %d to %d ms in %d columns', (from, to, columns, expected) => {
    expect(labels(from, to, columns)).toEqual(expected);
  });

  test('are round, in order, inside, and far enough apart for their labels', () => {
    const range = fc.tuple(
      fc.double({ min: 0, max: 1e9, noNaN: true }),
      fc.double({ min: 0.01, max: 1e10, noNaN: true }),
    );
    fc.assert(
      fc.property(range, fc.integer({ min: 10, max: 300 }), ([from, length], columns) => {
        const ticks = timeTicks(from, from + length, columns);
        for (const [index, { offsetMs, label }] of ticks.entries()) {
          expect(offsetMs).toBeGreaterThanOrEqual(from - length * 1e-6);
          expect(offsetMs).toBeLessThanOrEqual(from + length * (1 + 1e-6));
          const next = ticks[index + 1];
          if (next)
            expect(((next.offsetMs - offsetMs) / length) * columns).toBeGreaterThanOrEqual(label.length + 2);
        }
        expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
      }),
    );
  });
});

test.each([
  [0, 100, '0'],
  [250, 50, '250ms'],
  [0.25, 0.05, '0.25ms'],
  [1250, 50, '1.25s'],
  [999.9, 1, '1.000s'],
  [62_500, 500, '1m 02.5s'],
  [65_000, 5000, '1m 05s'],
  [119_960, 100, '2m 00.0s'],
  [86_399_999, 1000, '1d 00h 00m 00s'],
  [120_000, 60_000, '2m'],
  [3_900_000, 300_000, '1h 05m'],
  [3_905_000, 5000, '1h 05m 05s'],
  [7_200_000, 3_600_000, '2h'],
  [90_000_000, 3_600_000, '1d 01h'],
  [172_800_000, 86_400_000, '2d'],
])('writes %d ms in steps of %d as %s', (ms, step, text) => {
  expect(formatOffset(ms, step)).toBe(text);
});
