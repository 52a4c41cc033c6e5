import { describe, expect, it } from 'vitest';
import { encodePayload } from '../../../src/model/payload/encode-payload.ts';
import { restorePayload } from '../../../src/model/payload/restore-payload.ts';

const roundTrip = (value: unknown) => restorePayload(encodePayload(value).json ?? 'null');

describe('a recorded payload', () => {
  it.each([
    ['JSON', { name: 'Ada', tags: ['a', null, true, 1.5], nested: { empty: {} } }],
    ['a date', { at: new Date('2026-01-02T03:04:05.678Z') }],
    ['a bigint', { id: 12345678901234567890n }],
    ['numbers that JSON does not have', [Number.NaN, Number.POSITIVE_INFINITY, -0]],
    ['a map and a set', { byKey: new Map([['a', new Set([1, 2])]]) }],
    ['a regular expression and a URL', [/a\/b/giu, new URL('https://example.com/x?y=1')]],
    [
      'bytes',
      { file: new Uint8Array([0, 1, 254, 255]), text: Buffer.from('hi'), wide: new Int16Array([-1, 300]) },
    ],
    ['search parameters', new URLSearchParams('a=1&a=2')],
    ['a member of that name', JSON.parse('{"__proto__":{"at":{"$type":"odd"}}}')],
  ])('is restored with %s', (_, value) => {
    expect(roundTrip(value)).toEqual(value);
  });

  it('is restored with an error that has its message, code and cause', () => {
    const error = Object.assign(new TypeError('no such order', { cause: new Error('gone') }), {
      code: 'E404',
    });
    const restored = roundTrip({ error });
    expect(restored).toMatchObject({ error: { message: 'no such order', code: 'E404', name: 'TypeError' } });
    expect(restored).toHaveProperty('error.cause', expect.any(Error));
  });

  it.each([
    '{"$type":"Date"}',
    '{"$type":"Date","value":"soon"}',
    '{"$type":"Date","value":"2026-01-02","zone":"UTC"}',
    '{"value":"2026-01-02","$type":"Date"}',
    '{"$type":"Map","entries":[["only a key"]]}',
    '{"$type":"bigint","value":"12.5"}',
    '{"$type":"order","value":1}',
    '{"$type":"toString"}',
    '{"$type":"Buffer","bytes":9,"base64":"aGk=","omittedBytes":7}',
  ])('keeps what is no marker of ours as it is: %s', json => {
    expect(restorePayload(json)).toEqual(JSON.parse(json));
  });
});
