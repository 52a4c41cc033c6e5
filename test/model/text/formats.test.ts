import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import {
  countOrMore,
  formatAge,
  formatBytes,
  formatClock,
  formatCost,
  formatCount,
  formatDuration,
  formatExactCost,
  formatShare,
  formatShortDuration,
  formatTime,
  toIsoTime,
} from '../../../src/model/text/formats.ts';
import { trials } from '../../trials.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe('formatCount', () => {
  it.each([
    [0, '0'],
    [7, '7'],
    [999, '999'],
    [1000, '1,000'],
    [98_112, '98,112'],
    [1_234_567, '1,234,567'],
    [-1234, '-1,234'],
    [-123, '-123'],
    [1234.5678, '1,234.5678'],
    [1e21, '1e+21'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('writes %d as %s', (value, expected) => {
    expect(formatCount(value)).toBe(expected);
  });
});

describe('countOrMore', () => {
  it('says of a lower bound that there are more', () => {
    expect(countOrMore(1, false, 'run')).toBe('1 run');
    expect(countOrMore(1200, true, 'group')).toBe('1,200+ groups');
  });
});

describe('formatShare', () => {
  it.each([
    [0, 0, '0%'],
    [0, 12, '0%'],
    [1, 2000, '<0.1%'],
    [7, 1000, '0.7%'],
    [24, 1000, '2.4%'],
    [996, 10_000, '10%'],
    [31, 100, '31%'],
    [994, 1000, '99%'],
    [995, 1000, '>99%'],
    [996, 1000, '>99%'],
    [7, 7, '100%'],
  ])('writes %d of %d as %s', (part, whole, expected) => {
    expect(formatShare(part, whole)).toBe(expected);
  });

  it('takes a share, too', () => {
    expect(formatShare(0.007)).toBe('0.7%');
    expect(formatShare(1)).toBe('100%');
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '<1ms'],
    [0.2, '<1ms'],
    [0.5, '<1ms'],
    [0.99, '<1ms'],
    [1, '1ms'],
    [180, '180ms'],
    [999.4, '999ms'],
    [999.6, '1.0s'],
    [1000, '1.0s'],
    [4200, '4.2s'],
    [59_940, '59.9s'],
    [59_949, '59.9s'],
    [59_950, '1m 00s'],
    [59_960, '1m 00s'],
    [minute, '1m 00s'],
    [63_000, '1m 03s'],
    [12 * minute + 40 * second, '12m 40s'],
    [hour - 501, '59m 59s'],
    [hour - 100, '1h 00m'],
    [hour, '1h 00m'],
    [2 * hour + 5 * minute, '2h 05m'],
    [day - 31 * second, '23h 59m'],
    [day - 20 * second, '1d 00h'],
    [3 * day + 4 * hour, '3d 04h'],
    [400 * day, '400d 00h'],
    [-1500, '-1.5s'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('writes %d ms as %s', (ms, expected) => {
    expect(formatDuration(ms)).toBe(expected);
  });

  it('never shows sixty of a smaller unit', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 40 * day, noNaN: true }), ms => {
        expect(formatDuration(ms)).not.toMatch(/^1000ms|^60\.0s|\b60(?:s|m(?!s))|\b24h$/);
      }),
      { numRuns: trials(2000) },
    );
  });
});

describe('formatCost', () => {
  it.each([
    [0, '$0'],
    [0.00213847, '$0.0021'],
    [0.0042, '$0.0042'],
    [0.0142, '$0.014'],
    [0.00000042, '$0.00000042'],
    [0.0000123456, '$0.000012'],
    [0.0996, '$0.10'],
    [0.1249, '$0.12'],
    [0.999, '$1.00'],
    [12.345678, '$12.35'],
    [1_234_567.891, '$1,234,567.89'],
    [1e21, '$1,000,000,000,000,000,000,000.00'],
    [-0.00213847, '-$0.0021'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('rounds %d for people: %s', (usd, expected) => {
    expect(formatCost(usd)).toBe(expected);
  });
});

describe('formatShortDuration', () => {
  it.each([
    [0, '<1s'],
    [999, '<1s'],
    [12_900, '12s'],
    [3 * minute + 59 * second, '3m'],
    [2 * hour, '2h'],
    [400 * day, '1y'],
    [Number.NaN, '–'],
  ])('writes %d ms as %s', (ms, expected) => {
    expect(formatShortDuration(ms)).toBe(expected);
  });
});

describe('formatExactCost', () => {
  it.each([
    [0, '$0'],
    [-0, '$0'],
    [0.0042, '$0.0042'],
    [0.00000042, '$0.00000042'],
    [1e-7, '$0.0000001'],
    [1.5e-30, '$0.0000000000000000000000000000015'],
    [0.1, '$0.10'],
    [0.1 + 0.2, '$0.30'],
    [0.0042 + 0.0031, '$0.0073'],
    [1, '$1.00'],
    [12.3, '$12.30'],
    [12.345, '$12.345'],
    [1234.5, '$1,234.50'],
    [1_234_567.891, '$1,234,567.891'],
    [1e21, '$1,000,000,000,000,000,000,000.00'],
    [-0.5, '-$0.50'],
    [Number.NaN, '–'],
    [Number.NEGATIVE_INFINITY, '–'],
  ])('writes %d as %s', (usd, expected) => {
    expect(formatExactCost(usd)).toBe(expected);
  });

  it('keeps every digit of an amount with up to fifteen', () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.integer({ min: 0, max: 15 }), (units, decimals) => {
        const usd = Number(`${units}e-${decimals}`);
        expect(Number(formatExactCost(usd).replace(/[$,]/g, ''))).toBe(usd);
      }),
      { numRuns: trials(2000) },
    );
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [61, '61 B'],
    [1023, '1,023 B'],
    [1024, '1.0 KB'],
    [2750, '2.7 KB'],
    [1_048_524, '1,023.9 KB'],
    [1_048_530, '1.0 MB'],
    [50 * 1024 ** 2, '50.0 MB'],
    [3 * 1024 ** 3, '3.0 GB'],
    [5 * 1024 ** 5, '5,120.0 TB'],
    [-2048, '-2.0 KB'],
    [Number.NaN, '–'],
  ])('writes %d as %s', (bytes, expected) => {
    expect(formatBytes(bytes)).toBe(expected);
  });
});

describe('formatAge', () => {
  const now = 1_800_000_000_000;
  it.each([
    [0, 'now'],
    [999, 'now'],
    [-999, 'now'],
    [second, '1s ago'],
    [minute - 1, '59s ago'],
    [2 * minute, '2m ago'],
    [hour - 1, '59m ago'],
    [hour, '1h ago'],
    [day - 1, '23h ago'],
    [day, '1d ago'],
    [364 * day, '364d ago'],
    [365 * day, '1y ago'],
    [800 * day, '2y ago'],
    [-5 * minute, 'in 5m'],
    [-3 * day, 'in 3d'],
    [Number.NaN, '–'],
  ])('calls what was %d ms before now %s', (span, expected) => {
    expect(formatAge(now - span, now)).toBe(expected);
  });
});

describe('times', () => {
  const zone = process.env.TZ;
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });
  const at = Date.UTC(2026, 0, 2, 3, 4, 5, 67);

  it('are shown in the local time zone', () => {
    process.env.TZ = 'Asia/Kolkata';
    expect(formatTime(at)).toBe('2026-01-02 08:34:05');
    expect(formatClock(at)).toBe('08:34:05.067');
    process.env.TZ = 'America/New_York';
    expect(formatTime(at)).toBe('2026-01-01 22:04:05');
    expect(formatClock(at)).toBe('22:04:05.067');
  });

  it('are written in UTC for programs', () => {
    expect(toIsoTime(at)).toBe('2026-01-02T03:04:05.067Z');
  });

  it('are tolerated when they are none', () => {
    expect([formatTime(Number.NaN), formatClock(9e15)]).toEqual(['–', '–']);
    expect(toIsoTime(Number.NaN)).toBe('NaN');
  });

  it('are tolerated before the year 1', () => {
    process.env.TZ = 'UTC';
    expect(formatTime(Date.UTC(-5, 0, 1))).toBe('-0005-01-01 00:00:00');
    expect(formatTime(Date.parse('0099-02-03T00:00:00Z'))).toBe('0099-02-03 00:00:00');
  });
});
