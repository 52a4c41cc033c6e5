import { describe, expect, it } from 'vitest';
import { describeValue, payloadBytes } from '../../../src/model/payload/describe.ts';
import { encodePayload } from '../../../src/model/payload/encode-payload.ts';

function recorded(value: unknown): unknown {
  return JSON.parse(encodePayload(value, { maxLength: 2000 }).json ?? 'null');
}

describe('describeValue', () => {
  it('writes numbers that are easily lost', () => {
    expect(describeValue(-0)).toBe('-0');
    expect(describeValue(12n)).toBe('12n');
  });

  it.each([
    [undefined, 'not recorded'],
    [null, 'null'],
    [true, 'true'],
    [-1.5, '-1.5'],
    ['a "b"', '"a \\"b\\""'],
    ['x'.repeat(100), `"${'x'.repeat(79)}…"`],
    ['\x1b[31mred\u202e', '"\\u001b[31mred"'],
    [[], '0 items'],
    [[1], '1 item'],
    [new Array(1204).fill(0), '1,204 items'],
    [{}, '0 keys'],
    [{ a: 1 }, '1 key'],
    [{ a: 1, b: 2, c: 3 }, '3 keys'],
    [{ $type: 'mine', a: 1 }, '2 keys'],
    [{ $type: 3 }, '1 key'],
  ])('says of %j: %s', (value, expected) => {
    expect(describeValue(value)).toBe(expected);
  });

  it.each<[unknown, string]>([
    [[undefined], 'undefined'],
    [[12n], '12n'],
    [[Number.NaN], 'NaN'],
    [[Symbol('x')], 'Symbol(x)'],
    [[function send() {}], 'function send'],
    [[new Date(0)], 'Date 1970-01-01T00:00:00.000Z'],
    [[new Date(Number.NaN)], 'Date invalid'],
    [[new TypeError('no such table')], 'TypeError: no such table'],
    [[new Map([[1, 2]])], 'Map · 1 entry'],
    [[new Set([1, 2])], 'Set · 2 values'],
    [[new Headers({ a: 'b' })], 'Headers · 1 entry'],
    [[/a/g], '/a/g'],
    [[new URL('https://x.io/?token=abc')], 'https://x.io/?token=••••••'],
    [[Buffer.alloc(2048)], 'Buffer · 2.0 KB'],
    [
      [
        new (class Order {
          readonly id = 1;
        })(),
      ],
      'Order · 1 key',
    ],
    [['x'.repeat(5000)], 'text of 5,000 characters, cut'],
  ])('says what was recorded of %o', (list, expected) => {
    const [value] = recorded(list) as unknown[];
    expect(describeValue(value)).toBe(expected);
  });

  it('says where a cycle leads and what is missing', () => {
    expect(describeValue({ $type: 'circular', path: '$.a' })).toBe('circular: $.a');
    expect(describeValue({ $type: 'too-deep' })).toBe('too deep, not recorded');
    expect(describeValue({ $type: 'truncated', omitted: 3 })).toBe('3 items not recorded');
    expect(describeValue({ $type: 'throws', message: 'trap' })).toBe('cannot be read: trap');
    expect(describeValue({ $type: 'Error' })).toBe('Error');
  });

  it('reveals secrets only when asked to', () => {
    const value = { $type: 'Error', name: 'E', message: 'password=hunter2' };
    expect(describeValue(value)).toBe('E: password=••••••');
    expect(describeValue(value, { reveal: true })).toBe('E: password=hunter2');
  });
});

describe('payloadBytes', () => {
  it.each([
    [undefined, 0],
    [null, 4],
    ['é', 4],
    [{ a: [1, 2] }, 11],
  ])('counts %j as %i', (value, expected) => {
    expect(payloadBytes(value)).toBe(expected);
  });
});
