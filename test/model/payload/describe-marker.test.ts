import { describe, expect, it } from 'vitest';
import { describeMarker } from '../../../src/model/payload/describe-marker.ts';
import { encodePayload } from '../../../src/model/payload/encode-payload.ts';

function recorded(value: unknown): unknown {
  return JSON.parse(encodePayload(value, { maxLength: 2000 }).json ?? 'null');
}

describe('describeMarker', () => {
  it.each([[[1]], [{}], [{ a: 1 }], [{ $type: 'mine', a: 1 }], [{ $type: 3 }]])(
    'leaves %j to others',
    value => {
      expect(describeMarker(value)).toBeUndefined();
    },
  );

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
    const [value] = recorded(list) as [object];
    expect(describeMarker(value)).toBe(expected);
  });

  it('says where a cycle leads and what is missing', () => {
    expect(describeMarker({ $type: 'circular', path: '$.a' })).toBe('circular: $.a');
    expect(describeMarker({ $type: 'too-deep' })).toBe('too deep, not recorded');
    expect(describeMarker({ $type: 'truncated', omitted: 3 })).toBe('3 items not recorded');
    expect(describeMarker({ $type: 'throws', message: 'trap' })).toBe('cannot be read: trap');
    expect(describeMarker({ $type: 'Error' })).toBe('Error');
  });

  it('reveals secrets only when asked to', () => {
    const value = { $type: 'Error', name: 'E', message: 'password=hunter2' };
    expect(describeMarker(value)).toBe('E: password=••••••');
    expect(describeMarker(value, { reveal: true })).toBe('E: password=hunter2');
  });
});
