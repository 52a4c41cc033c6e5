import { describe, expect, it } from 'vitest';
import { withoutTimes } from '../../src/model/without-times.ts';

describe('two inputs of a schedule are equal but for', () => {
  it.each([
    ['the day', '{"day":"2026-11-29"}', '{"day":"2026-11-30"}'],
    ['the time', '["2026-11-29T02:00:00.004Z"]', '["2026-11-30T02:00:01+01:00"]'],
    ['a day in a name of a file', '["s3://sales/2026/11/29/all.csv"]', '["s3://sales/2026/11/30/all.csv"]'],
    [
      'a day without signs',
      '{"day":20261129,"file":"r_20261129T0200.csv"}',
      '{"day":20261130,"file":"r_20261130T0200.csv"}',
    ],
    ['the month', '{"2026-11":1}', '{"2026-12":1}'],
    ['the week', '["2026-W48"]', '["2026-W49"]'],
    ['the time of the day', '["02:00"]', '["03:00:00"]'],
    ['milliseconds since 1970', '[1764374400123,"1764374400123"]', '[1764460800456,"1764460800456"]'],
    [
      'a day at the beginning of a line',
      String.raw`["at:\n2026-11-29 02:00"]`,
      String.raw`["at:\n2026-11-30 02:00"]`,
    ],
  ])('%s', (_, one, other) => {
    expect(withoutTimes(one)).toBe(withoutTimes(other));
    expect(() => JSON.parse(withoutTimes(one))).not.toThrow();
  });
});

describe('two inputs differ in more than a time where they differ in', () => {
  it.each([
    ['an id', '{"order":7}', '{"order":8}'],
    ['an id of ten digits', '[1764374400]', '[1764460800]'],
    ['an id that ends like a date', '["inv20261129"]', '["inv20261130"]'],
    ['an id of a date and more', '["2026-1129"]', '["2026-1130"]'],
    ['a number of eight digits that is no date', '[20261329]', '[20261330]'],
    ['a date and a customer', '["2026-11-29","ada"]', '["2026-11-30","bob"]'],
    ['the presence of a date', '["2026-11-29"]', '["today"]'],
  ])('%s', (_, one, other) => {
    expect(withoutTimes(one)).not.toBe(withoutTimes(other));
  });
});
