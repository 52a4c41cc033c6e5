import { describe, expect, it } from 'vitest';
import { toMs, toRecord, toValue } from '../../../../src/engines/otlp/files/any-value.ts';

describe('a value of OTLP/JSON', () => {
  it.each([
    ['a text', { stringValue: '' }, ''],
    ['a whole number as a number', { intValue: 120 }, 120],
    ['a whole number as a text', { intValue: '-7' }, -7],
    ['one beyond 2^53', { intValue: '9007199254740993' }, { $type: 'bigint', value: '9007199254740993' }],
    ['one that says so at length', { intValue: '-00012' }, -12],
    ['a double', { doubleValue: 0.2 }, 0.2],
    ['no number', { doubleValue: 'NaN' }, { $type: 'number', value: 'NaN' }],
    ['minus infinity', { doubleValue: '-Infinity' }, { $type: 'number', value: '-Infinity' }],
    ['false', { boolValue: false }, false],
    ['bytes', { bytesValue: 'AQI=' }, { $type: 'Uint8Array', bytes: 2, base64: 'AQI=' }],
    ['bytes that are none', { bytesValue: [1] }, undefined],
    ['an object where a text should be', { stringValue: { a: [] } }, undefined],
    ['a list', { arrayValue: { values: [{ intValue: '1' }, { stringValue: 'b' }] } }, [1, 'b']],
    ['an empty list', { arrayValue: {} }, []],
    [
      'an object',
      { kvlistValue: { values: [{ key: 'a', value: { kvlistValue: { values: [] } } }] } },
      { a: {} },
    ],
    ['nothing', {}, undefined],
    ['what is none', 'text', undefined],
    ['a whole number that is none', { intValue: 'many' }, 'many'],
  ])('reads %s', (_, value, meant) => expect(toValue(value)).toEqual(meant));

  it('does not break on deep nesting', () => {
    let value: unknown = { intValue: 1 };
    for (let depth = 0; depth < 5_000; depth += 1) value = { arrayValue: { values: [value] } };
    expect(Array.isArray(toValue(value))).toBe(true);
  });

  it('takes the last of equal keys, and any key', () => {
    const attributes = ['a', '__proto__', 'a'].map((key, at) => ({ key, value: { intValue: at } }));
    const record = toRecord([...attributes, null, 'x', { key: 1 }]);
    expect(Object.entries(record)).toEqual([
      ['a', 2],
      ['__proto__', 1],
    ]);
  });
});

describe('a time in nanoseconds', () => {
  it.each([
    ['1795560019555649482', 1795560019555.6494],
    ['1795560019555000000', 1795560019555],
    [1795560019555000000, 1795560019555],
    ['999', 0.000999],
    ['0', undefined],
    ['', undefined],
    ['-5', undefined],
    ['soon', undefined],
    [null, undefined],
    ['99999999999999999999999', undefined],
    ['99999999999999999999', 1e14],
  ])('reads %s', (text, ms) => expect(toMs(text)).toBe(ms));
});
