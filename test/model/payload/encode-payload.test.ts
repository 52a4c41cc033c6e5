import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EncodeOptions, encodePayload } from '../../../src/model/payload/encode-payload.ts';
import { trials } from '../../trials.ts';

function encoded(value: unknown, options?: EncodeOptions): unknown {
  return JSON.parse(encodePayload(value, options).json ?? 'undefined');
}

/** An `Error` whose stack is the same on every machine. */
function withStack<T extends Error>(error: T): T {
  error.stack = 'at somewhere';
  return error;
}

class Order {
  readonly id = 7;
  readonly items = ['a'];
  readonly #secret = 1;

  get total(): number {
    return this.#secret;
  }
}

const broken = (traps: ProxyHandler<object>) => new Proxy({}, traps);
const fail = () => {
  throw new Error('trap');
};

describe('encodePayload', () => {
  it('says that undefined was not recorded', () => {
    expect(encodePayload(undefined)).toEqual({ json: undefined, isTruncated: false });
  });

  it('writes what JSON has exactly as JSON.stringify does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        fc.pre(!/-0(?![.\d])/.test(fc.stringify(value)));
        expect(encodePayload(value).json).toBe(JSON.stringify(value));
      }),
      { numRuns: trials(2000) },
    );
  });

  it('keeps members that are undefined and minus zero where it has to be exact', () => {
    const value = { a: undefined, b: -0, c: [{ d: undefined }, -0, 0], e: 'plain' };
    expect(encoded(value, { isExact: true })).toEqual({
      a: { $type: 'undefined' },
      b: { $type: 'number', value: '-0' },
      c: [{ d: { $type: 'undefined' } }, { $type: 'number', value: '-0' }, 0],
      e: 'plain',
    });
    expect(encodePayload(value).json).toBe('{"b":-0,"c":[{},-0,0],"e":"plain"}');
  });

  it('writes the same text when it has to look closer', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        fc.pre(!/-0(?![.\d])/.test(fc.stringify(value)));
        expect(encodePayload([value, 1n]).json).toBe(
          `[${JSON.stringify(value)},{"$type":"bigint","value":"1"}]`,
        );
      }),
      { numRuns: trials(2000) },
    );
  });

  it.each<[string, unknown, unknown]>([
    ['a bigint', 12345678901234567890n, { $type: 'bigint', value: '12345678901234567890' }],
    ['not a number', Number.NaN, { $type: 'number', value: 'NaN' }],
    ['infinity', Number.NEGATIVE_INFINITY, { $type: 'number', value: '-Infinity' }],
    ['minus zero', -0, -0],
    ['a symbol', Symbol('x'), { $type: 'symbol', description: 'x' }],
    ['a function', function send() {}, { $type: 'function', name: 'send' }],
    ['a member that is undefined', { a: undefined, b: 1 }, { b: 1 }],
    ['an item that is undefined', [undefined, 1], [{ $type: 'undefined' }, 1]],
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is tested
    ['a hole', [1, , 2], [1, { $type: 'undefined' }, 2]],
    ['a date', new Date(0), { $type: 'Date', value: '1970-01-01T00:00:00.000Z' }],
    ['no date', new Date(Number.NaN), { $type: 'Date', value: null }],
    [
      'a map',
      new Map<unknown, unknown>([
        ['a', 1],
        [{ k: 1 }, new Set([2])],
      ]),
      {
        $type: 'Map',
        entries: [
          ['a', 1],
          [{ k: 1 }, { $type: 'Set', values: [2] }],
        ],
      },
    ],
    ['a set', new Set(['a']), { $type: 'Set', values: ['a'] }],
    ['a pattern', /a+/gi, { $type: 'RegExp', value: '/a+/gi' }],
    ['an address', new URL('https://x.io/a?b=c'), { $type: 'URL', value: 'https://x.io/a?b=c' }],
    ['headers', new Headers({ a: 'b' }), { $type: 'Headers', entries: [['a', 'b']] }],
    ['search parameters', new URLSearchParams('a=b'), { $type: 'URLSearchParams', entries: [['a', 'b']] }],
    ['a buffer', Buffer.from('hi'), { $type: 'Buffer', bytes: 2, base64: 'aGk=' }],
    [
      'part of a buffer',
      new Uint8Array([1, 2, 3, 4]).subarray(1, 3),
      { $type: 'Uint8Array', bytes: 2, base64: 'AgM=' },
    ],
    ['wide numbers', new Float64Array(1), { $type: 'Float64Array', bytes: 8, base64: 'AAAAAAAAAAA=' }],
    ['an array buffer', new ArrayBuffer(1), { $type: 'ArrayBuffer', bytes: 1, base64: 'AA==' }],
    ['a data view', new DataView(new ArrayBuffer(1)), { $type: 'DataView', bytes: 1, base64: 'AA==' }],
    ['a promise', Promise.resolve(1), { $type: 'Promise' }],
    ['a boxed number', Object(3), 3],
    ['a boxed text', Object('a'), 'a'],
    ['an instance', new Order(), { $class: 'Order', id: 7, items: ['a'] }],
    ['an object without prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    ['an object that inherits', Object.assign(Object.create({ b: 2 }), { a: 1 }), { a: 1 }],
    ['an object of another realm', runInNewContext('({ a: [1] })'), { a: [1] }],
    ['an object with toJSON', { toJSON: () => ({ a: 1n }) }, { a: { $type: 'bigint', value: '1' } }],
    ['a toJSON that gives a text', { toJSON: () => 'x' }, 'x'],
    [
      'a toJSON that gives a date',
      { toJSON: () => new Date(0) },
      { $type: 'Date', value: '1970-01-01T00:00:00.000Z' },
    ],
    [
      'a toJSON that gives itself',
      {
        a: 1,
        toJSON() {
          return this;
        },
      },
      { a: 1, toJSON: { $type: 'function', name: 'toJSON' } },
    ],
    [
      'a member named like a prototype',
      JSON.parse('{"__proto__":1,"n":null}'),
      JSON.parse('{"__proto__":1,"n":null}'),
    ],
    ['half of a pair', '\ud800x', '\ud800x'],
  ])('records %s', (_, value, expected) => {
    expect(encoded(value)).toEqual(expected);
    expect(encoded({ a: [value] })).toEqual({ a: [expected] });
  });

  it('records errors with what they carry', () => {
    const cause = withStack(new TypeError('inner'));
    const error = withStack(
      Object.assign(new RangeError('outer', { cause }), { code: 'E1', detail: { at: 1n } }),
    );
    expect(encoded(error)).toEqual({
      $type: 'Error',
      name: 'RangeError',
      message: 'outer',
      stack: 'at somewhere',
      code: 'E1',
      cause: { $type: 'Error', name: 'TypeError', message: 'inner', stack: 'at somewhere' },
      detail: { at: { $type: 'bigint', value: '1' } },
    });
    const both = withStack(new AggregateError([withStack(new Error('a'))], 'all'));
    expect(encoded(both)).toMatchObject({ name: 'AggregateError', errors: [{ message: 'a' }] });
    expect(encoded(runInNewContext('new TypeError("far")'))).toMatchObject({
      $type: 'Error',
      message: 'far',
    });
    expect(encoded(new DOMException('stop', 'AbortError'))).toMatchObject({
      $type: 'Error',
      name: 'AbortError',
      message: 'stop',
    });
  });

  it('says where a cycle leads, and writes what merely repeats', () => {
    const node: Record<string, unknown> = { name: 'a' };
    node['to it'] = [{ self: node }];
    const same = { x: 1 };
    expect(encoded({ node, list: [same, same] })).toEqual({
      node: { name: 'a', 'to it': [{ self: { $type: 'circular', path: '$.node' } }] },
      list: [same, same],
    });
    const list: unknown[] = [];
    list.push({ 'a b': [list, list] });
    expect(encoded({ list })).toMatchObject({ list: [{ 'a b': [{ path: '$.list' }, { path: '$.list' }] }] });
    const map = new Map<string, unknown>();
    map.set('me', map);
    expect(encoded(map)).toEqual({ $type: 'Map', entries: [['me', { $type: 'circular', path: '$' }]] });
    const inner: Record<string, unknown> = {};
    inner.up = inner;
    expect(encoded({ 'two words': [0, inner] })).toEqual({
      'two words': [0, { up: { $type: 'circular', path: '$["two words"][1]' } }],
    });
  });

  it.each<[string, unknown, unknown]>([
    [
      'a getter that throws',
      {
        get a() {
          return fail();
        },
        b: 1,
      },
      { a: { $type: 'throws', message: 'trap' }, b: 1 },
    ],
    [
      'a toJSON that throws',
      { a: 1, toJSON: fail },
      {
        $toJSON: { $type: 'throws', message: 'trap' },
        a: 1,
        toJSON: { $type: 'function', name: 'fail' },
      },
    ],
    ['a proxy without keys', broken({ ownKeys: fail }), { $type: 'throws', message: 'trap' }],
    [
      'a proxy without values',
      new Proxy({ a: 1 }, { get: fail }),
      { $toJSON: { $type: 'throws', message: 'trap' }, a: { $type: 'throws', message: 'trap' } },
    ],
    ['a proxy without prototype', broken({ getPrototypeOf: fail }), { $type: 'throws', message: 'trap' }],
    ['a revoked proxy', revoked(), { $type: 'throws', message: expect.stringContaining('revoked') }],
    ['what is no map', Object.create(Map.prototype), { $type: 'throws', message: expect.any(String) }],
    ['what is no date', Object.create(Date.prototype), { $type: 'throws', message: expect.any(String) }],
    ['an error without message', errorWithoutMessage(), { $type: 'throws', message: 'trap' }],
    [
      'a thrown thing without words',
      {
        get a() {
          throw Object.create(null);
        },
      },
      { a: { $type: 'throws', message: 'no message can be read' } },
    ],
  ])('survives %s', (_, value, expected) => {
    expect(encoded(value)).toEqual(expected);
    expect(encoded([1, value, 2n])).toEqual([1, expected, { $type: 'bigint', value: '2' }]);
  });

  it('records a thousand levels of a hundred thousand', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = level % 2 ? [deep] : { a: deep };
    let at = encoded(deep);
    let depth = 0;
    for (; typeof at === 'object' && at !== null && !('$type' in at); depth++) at = Object.values(at)[0];
    expect(depth).toBe(1000);
    expect(at).toEqual({ $type: 'too-deep' });
  });

  it('ends where getters make new objects for ever', () => {
    const endless = (): object => ({
      get a() {
        return endless();
      },
      get b() {
        return endless();
      },
    });
    const { json, isTruncated } = encodePayload(endless(), { maxLength: 10_000 });
    expect(isTruncated).toBe(true);
    expect(json?.length).toBeLessThan(60_000);
    const endlessJson = (): object => ({ toJSON: endlessJson });
    expect(encodePayload(endlessJson()).json).toContain('toJSON');
  });

  it('ends where what is shared twice doubles at every level', () => {
    let value: unknown = 'x';
    for (let level = 0; level < 60; level++) value = { a: value, b: value };
    const { json, isTruncated } = encodePayload(value, { maxLength: 100_000 });
    expect(isTruncated).toBe(true);
    expect(json?.length).toBeLessThan(110_000);
  });

  it('cuts a text that is too long, and says how long it was', () => {
    const { json, isTruncated } = encodePayload({ a: 'x'.repeat(5000), b: 'after' }, { maxLength: 1200 });
    expect(isTruncated).toBe(true);
    expect(JSON.parse(json ?? '')).toEqual({
      a: { $type: 'truncated', length: 5000, value: 'x'.repeat(199) },
      $truncated: 1,
    });
  });

  it('leaves out a name that is too long', () => {
    expect(encoded({ a: 1, ['x'.repeat(5000)]: 2, b: 3 }, { maxLength: 200 })).toEqual({
      a: 1,
      $truncated: 2,
    });
  });

  it('cuts lists and objects, and says how many are missing', () => {
    const list = Array.from({ length: 1000 }, (_, at) => at);
    const cut = encoded({ list, more: 1 }, { maxLength: 100 });
    expect(cut).toMatchObject({ $truncated: 1 });
    const shown = (cut as { list: unknown[] }).list;
    expect(shown.slice(0, 3)).toEqual([0, 1, 2]);
    expect(shown.at(-1)).toEqual({ $type: 'truncated', omitted: 1000 - shown.length + 1 });
  });

  it('keeps within its length, whatever it is given', () => {
    const value = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: false,
    });
    fc.assert(
      fc.property(value, fc.integer({ min: 0, max: 300 }), (any, maxLength) => {
        const { json = 'null' } = encodePayload(any, { maxLength });
        expect(() => JSON.parse(json)).not.toThrow();
        // Markers, and the names and brackets around them, may stand over it.
        expect(json.length).toBeLessThan(maxLength + 1000);
      }),
      { numRuns: trials(3000) },
    );
  });

  it('keeps the first megabyte of bytes', () => {
    const { base64, ...rest } = encoded(new Uint8Array(3_000_000)) as { base64: string };
    expect(rest).toEqual({ $type: 'Uint8Array', bytes: 3_000_000, omittedBytes: 3_000_000 - 1_048_576 });
    expect(Buffer.from(base64, 'base64')).toHaveLength(1_048_576);
  });

  it('records a hundred megabytes up to its limit', () => {
    const { json, isTruncated } = encodePayload({ text: 'x'.repeat(100_000_000) });
    expect(isTruncated).toBe(true);
    expect(json?.slice(0, 60)).toBe('{"text":{"$type":"truncated","length":100000000,"value":"xxx');
    expect(json?.length).toBeLessThan(70_000_000);
  });

  it('records where the stack of the program is all but used up', () => {
    const atTheEnd = (): unknown => {
      try {
        return atTheEnd();
      } catch {
        return encodePayload({ a: [{ b: new Map([[1, { c: 1 }]]) }] }).json;
      }
    };
    expect(typeof atTheEnd()).toBe('string');
  });
});

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function errorWithoutMessage(): Error {
  return Object.defineProperty(new Error('x'), 'message', { get: fail });
}
