import { describe, expect, it } from 'vitest';
import { formatExactDuration, parseDuration } from '../../../src/model/query/parse-duration.ts';

describe('parseDuration', () => {
  it.each([
    ['0', 0],
    ['0s', 0],
    ['500ms', 500],
    ['30s', 30_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
    ['2w', 1_209_600_000],
    ['1.5h', 5_400_000],
    ['0.5ms', 0.5],
    ['1e+3ms', 1_000],
    ['2e2s', 200_000],
    ['1m30s', 90_000],
    ['1m 03s', 63_000],
    ['1 m', 60_000],
    ['2H5M', 7_500_000],
    ['5MS', 5],
    ['1m1ms', 60_001],
    ['1s1s', 2_000],
  ])('reads %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each([
    '',
    ' ',
    '5',
    's',
    'ms',
    '-5s',
    '5x',
    '5sx',
    'x5s',
    '5s5',
    '5s ',
    '1.s',
    '.5s',
    '1e999s',
    '1,5s',
    '5 s 5',
  ])('refuses %j', text => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('formatExactDuration', () => {
  it.each([
    [0, '0'],
    [1, '1ms'],
    [999, '999ms'],
    [1_000, '1s'],
    [60_000, '1m'],
    [90_061_001, '1d1h1m1s1ms'],
    [604_800_000, '7d'],
    [0.5, '0.5ms'],
    [1e-7, '1e-7ms'],
    [1e21, '1e+21ms'],
    [Number.MAX_SAFE_INTEGER, '104249991d8h59m991ms'],
  ])('writes %d ms so that it is read back', (ms, text) => {
    expect(formatExactDuration(ms)).toBe(text);
    expect(parseDuration(text)).toBe(ms);
  });
});
