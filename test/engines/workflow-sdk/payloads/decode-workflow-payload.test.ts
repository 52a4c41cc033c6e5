import { stringify } from 'devalue';
import { describe, expect, it } from 'vitest';
import { decodeWorkflowPayload as decode } from '../../../../src/engines/workflow-sdk/payloads/decode-workflow-payload.ts';
import { describeMarker } from '../../../../src/model/payload/describe-marker.ts';
import { toJsonText, toYamlText } from '../../../../src/model/payload/payload-text.ts';

/** A payload as the engine's files hold it, given as devalue's text. */
function stored(text: string, format = 'devl'): unknown {
  return { __type: 'Uint8Array', data: Buffer.from(format + text).toString('base64') };
}

/** The text of one value of a type, as the SDK's reducers write it. */
function typed(type: string, payload: unknown): unknown {
  return stored(
    stringify({ it: new Box(payload) }, { [type]: value => value instanceof Box && value.value }),
  );
}

class Box {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}

describe('a payload of the Workflow SDK', () => {
  it.each([
    [
      'Date',
      '2026-05-06T07:08:09.000Z',
      { $type: 'Date', value: '2026-05-06T07:08:09.000Z' },
      'Date 2026-05-06T07:08:09.000Z',
    ],
    ['Date', '.', { $type: 'Date', value: null }, 'Date invalid'],
    [
      'BigInt',
      '-12345678901234567890',
      { $type: 'bigint', value: '-12345678901234567890' },
      '-12345678901234567890n',
    ],
    ['Set', ['a', 'b'], { $type: 'Set', values: ['a', 'b'] }, 'Set · 2 values'],
    [
      'Map',
      [
        ['k', 1],
        [{ a: 1 }, null],
      ],
      {
        $type: 'Map',
        entries: [
          ['k', 1],
          [{ a: 1 }, null],
        ],
      },
      'Map · 2 entries',
    ],
    [
      'URL',
      'https://a.example/?q=1',
      { $type: 'URL', value: 'https://a.example/?q=1' },
      'https://a.example/?q=1',
    ],
    [
      'URLSearchParams',
      'a=1&b=2',
      {
        $type: 'URLSearchParams',
        entries: [
          ['a', '1'],
          ['b', '2'],
        ],
      },
      'URLSearchParams · 2 entries',
    ],
    ['URLSearchParams', '.', { $type: 'URLSearchParams', entries: [] }, 'URLSearchParams · 0 entries'],
    ['RegExp', { source: 'a/b', flags: 'gi' }, { $type: 'RegExp', value: '/a/b/gi' }, '/a/b/gi'],
    ['Headers', [['x-a', '1']], { $type: 'Headers', entries: [['x-a', '1']] }, 'Headers · 1 entry'],
    [
      'Error',
      { name: 'TypeError', message: 'no', stack: 's' },
      { $type: 'Error', name: 'TypeError', message: 'no', stack: 's' },
      'TypeError: no',
    ],
    [
      'DOMException',
      { name: 'AbortError', message: 'x', stack: 's' },
      { $type: 'DOMException', name: 'AbortError', message: 'x', stack: 's' },
      'AbortError: x',
    ],
    [
      'Class',
      { classId: 'class//./w//Point' },
      { $type: 'Class', name: 'Point', classId: 'class//./w//Point' },
      'Class Point',
    ],
    [
      'Instance',
      { classId: 'class//./w//Point', data: { x: 1, y: 2 } },
      { $class: 'Point', x: 1, y: 2 },
      'Point · 2 keys',
    ],
    [
      'Instance',
      { classId: 'class//./w//Tags', data: ['a'] },
      { $class: 'Tags', data: ['a'] },
      'Tags · 1 key',
    ],
    [
      'StepFunction',
      { stepId: 'step//./w//send' },
      { $type: 'StepFunction', name: 'send', stepId: 'step//./w//send' },
      'StepFunction send',
    ],
    [
      'ReadableStream',
      { name: 'strm_1', type: 'bytes' },
      { $type: 'ReadableStream', name: 'strm_1', type: 'bytes' },
      'ReadableStream strm_1',
    ],
    [
      'WritableStream',
      { name: 'strm_2' },
      { $type: 'WritableStream', name: 'strm_2' },
      'WritableStream strm_2',
    ],
    [
      'TransformStream',
      { name: 'strm_3' },
      { $type: 'TransformStream', name: 'strm_3' },
      'TransformStream strm_3',
    ],
    [
      'Request',
      { method: 'POST', url: 'https://a.example/', headers: [], body: null },
      { $type: 'Request', method: 'POST', url: 'https://a.example/', headers: [], body: null },
      'Request POST https://a.example/',
    ],
    [
      'Response',
      { status: 404, statusText: 'Not Found', url: '' },
      { $type: 'Response', status: 404, statusText: 'Not Found', url: '' },
      'Response 404 Not Found',
    ],
  ] as const)('keeps a %s as what it is', (type, payload, wanted, words) => {
    const value = decode(typed(type, payload));
    expect(value).toEqual({ it: wanted });
    expect(describeMarker(wanted)).toBe(words);
    expect(JSON.parse(toJsonText(value))).toEqual({ it: wanted });
  });

  it.each([
    'ArrayBuffer',
    'Int8Array',
    'Uint8Array',
    'Uint8ClampedArray',
    'Int16Array',
    'Uint16Array',
    'Int32Array',
    'Uint32Array',
    'Float32Array',
    'Float64Array',
    'BigInt64Array',
    'BigUint64Array',
  ])('keeps the bytes of a %s', type => {
    const base64 = Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]).toString('base64');
    expect(decode(typed(type, base64))).toEqual({ it: { $type: type, bytes: 8, base64 } });
    expect(decode(typed(type, '.'))).toEqual({ it: { $type: type, bytes: 0, base64: '' } });
  });

  it('keeps what JSON does not have: undefined, minus zero, NaN, infinities, holes, cycles', () => {
    const cyclic: Record<string, unknown> = { name: 'a' };
    cyclic.self = cyclic;
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is tested
    const value = { a: undefined, b: -0, c: Number.NaN, d: Number.NEGATIVE_INFINITY, e: [1, , 3], cyclic };
    const decoded = decode(stored(stringify(value)));
    expect(decoded).toEqual({
      a: { $type: 'undefined' },
      b: { $type: 'number', value: '-0' },
      c: { $type: 'number', value: 'NaN' },
      d: { $type: 'number', value: '-Infinity' },
      e: [1, { $type: 'undefined' }, 3],
      cyclic: { name: 'a', self: { $type: 'circular', path: '$.cyclic' } },
    });
    expect(JSON.parse(toJsonText(decoded))).toEqual(decoded);
    expect(toYamlText(decoded)).toContain("value: '-0'");
    expect(decode(stored(stringify(undefined)))).toEqual({ $type: 'undefined' });
    expect(decode(stored(stringify(null)))).toBeNull();
    expect(decode(undefined)).toBeUndefined();
  });

  it('shows maps, sets and instances that contain themselves, with all their contents', () => {
    const map = new Map<string, unknown>([['one', 1]]);
    map.set('me', map).set('two', new Map([['up', map]]));
    const set = new Set<unknown>(['a']);
    set.add({ back: set });
    const circular = (path: string) => ({ $type: 'circular', path });
    expect(decode(stored(stringify({ map, set })))).toEqual({
      map: {
        $type: 'Map',
        entries: [
          ['one', 1],
          ['me', circular('$.map')],
          ['two', { $type: 'Map', entries: [['up', circular('$.map')]] }],
        ],
      },
      set: { $type: 'Set', values: ['a', { back: circular('$.set') }] },
    });
    const node = '[["Instance",1],{"classId":2,"data":3},"class//./w//Node",{"name":4,"up":0,"last":4},"a"]';
    expect(decode(stored(node))).toEqual({ $class: 'Node', name: 'a', up: circular('$'), last: 'a' });
  });

  it('reads what devalue writes in its own form', () => {
    const date = new Date('2026-01-02T03:04:05Z');
    const value = {
      date,
      set: new Set([1, [2]]),
      map: new Map([['a', new Map()]]),
      pattern: /x/gi,
      big: 5n,
      empty: Object.assign(Object.create(null), { a: 1 }),
      bytes: new Uint8Array([1, 2]),
      url: new URL('https://a.example/'),
    };
    expect(decode(stored(stringify(value)))).toEqual({
      date: { $type: 'Date', value: '2026-01-02T03:04:05.000Z' },
      set: { $type: 'Set', values: [1, [2]] },
      map: { $type: 'Map', entries: [['a', { $type: 'Map', entries: [] }]] },
      pattern: { $type: 'RegExp', value: '/x/gi' },
      big: { $type: 'bigint', value: '5' },
      empty: { a: 1 },
      bytes: { $type: 'Uint8Array', bytes: 2, base64: 'AQI=' },
      url: { $type: 'URL', value: 'https://a.example/' },
    });
  });

  it('reads parts of buffers, of which devalue writes the whole buffer', () => {
    const bytes = Uint8Array.from({ length: 2_000_000 }, (_, at) => at % 251);
    const { buffer } = bytes;
    const views = {
      part: bytes.subarray(4, 9),
      late: bytes.subarray(1_500_001, 1_500_004),
      view: new DataView(buffer, 7, 3),
      half: new Float16Array(buffer, 2, 2),
      rest: new BigInt64Array(buffer, 1_999_992),
      whole: bytes,
      none: bytes.subarray(5, 5),
    };
    const base64 = (from: number, to: number) => Buffer.from(bytes.subarray(from, to)).toString('base64');
    expect(decode(stored(stringify(views)))).toEqual({
      part: { $type: 'Uint8Array', bytes: 5, base64: base64(4, 9) },
      late: { $type: 'Uint8Array', bytes: 3, base64: base64(1_500_001, 1_500_004) },
      view: { $type: 'DataView', bytes: 3, base64: base64(7, 10) },
      half: { $type: 'Float16Array', bytes: 4, base64: base64(2, 6) },
      rest: { $type: 'BigInt64Array', bytes: 8, base64: base64(1_999_992, 2_000_000) },
      whole: {
        $type: 'Uint8Array',
        bytes: 2_000_000,
        base64: base64(0, 1_048_576),
        omittedBytes: 2_000_000 - 1_048_576,
      },
      none: { $type: 'Uint8Array', bytes: 0, base64: '' },
    });
    for (const odd of ['[["Uint8Array",1,-4],["ArrayBuffer","AQID"]]', '[["Uint8Array",0]]'])
      expect(() => decode(stored(odd))).not.toThrow();
  });

  it('keeps a boxed value as the value', () => {
    expect(decode(stored(stringify([Object(1), Object('a'), Object(true), Object(5n)])))).toEqual([
      1,
      'a',
      true,
      { $type: 'bigint', value: '5' },
    ]);
  });

  it('stops where a few values expand to more than any memory holds', () => {
    const laughs = Array.from({ length: 30 }, (_, at) => `[${Array(10).fill(at + 1)}]`);
    const sparse = '[[-7,4294967295]]';
    for (const text of [`[${laughs.join()},"ha"]`, sparse]) {
      const json = JSON.stringify(decode(stored(text)));
      expect(json).toContain('"truncated"');
      expect(json.length).toBeLessThan(6_000_000);
    }
    const shared = { text: 'x'.repeat(10_000) };
    const repeated = Array.from({ length: 300 }, () => shared);
    expect(decode(stored(stringify(repeated)))).toEqual(repeated);
  });

  it('keeps unknown types, with their content', () => {
    expect(decode(stored('[["Moment",1],{"at":2},"2026"]'))).toEqual({
      $type: 'Moment',
      value: { at: '2026' },
    });
    expect(decode(stored('[["Pair",1,2],"a",["Date",3],"2026-01-01T00:00:00.000Z"]'))).toEqual({
      $type: 'Pair',
      value: ['a', { $type: 'Date', value: '2026-01-01T00:00:00.000Z' }],
    });
    expect(decode(stored('[["Temporal.Instant","2026-01-01T00:00:00Z"]]'))).toEqual({
      $type: 'Temporal.Instant',
      value: '2026-01-01T00:00:00Z',
    });
  });

  it('keeps a payload that cannot be decoded, with the reason', () => {
    expect(decode(stored('[[1'))).toMatchObject({ $type: 'undecoded', text: '[[1' });
    expect(decode(stored('{"a":1}'))).toMatchObject({ $type: 'undecoded', text: '{"a":1}' });
    expect(decode(stored('[["BigInt",1],"x"]'))).toMatchObject({ $type: 'undecoded' });
    expect(decode(stored('[{"__proto__":1},1]'))).toMatchObject({ $type: 'undecoded' });
    expect(decode(stored(`${'['.repeat(20_000)}`))).toMatchObject({ $type: 'undecoded' });
    expect(decode(stored('\u0001\u0002', 'encr'))).toEqual({ $type: 'encrypted', bytes: 2 });
    expect(decode(stored('x', 'cbor'))).toEqual({
      $type: 'bytes',
      bytes: 5,
      base64: Buffer.from('cborx').toString('base64'),
    });
    expect(decode({ __type: 'Uint8Array', data: '' })).toEqual({ $type: 'bytes', bytes: 0, base64: '' });
  });

  it('gives the full size of what is cut', () => {
    const words = 'x'.repeat(300_000);
    const undecoded = { $type: 'undecoded', text: words.slice(0, 100_000), length: 300_000 };
    expect(decode(stored(words))).toMatchObject(undecoded);
    const bytes = { $type: 'bytes', bytes: 2_000_004, omittedBytes: 2_000_004 - 1_048_576 };
    expect(decode(stored('x'.repeat(2_000_000), 'cbor'))).toMatchObject(bytes);
  });

  it('reads the first version of the format: plain JSON, or a flattened list', () => {
    expect(decode({ a: 1 })).toEqual({ a: 1 });
    expect(decode('text')).toBe('text');
    expect(decode([[1], { when: 2 }, ['Date', 3], '2026-01-01T00:00:00.000Z'])).toEqual([
      { when: { $type: 'Date', value: '2026-01-01T00:00:00.000Z' } },
    ]);
    expect(decode(['no', 'flat', 'list'])).toEqual('no');
  });

  it('survives a value that contains itself in a map', () => {
    const map = new Map<string, unknown>();
    map.set('self', map);
    const text = stringify(map, { Map: value => value instanceof Map && [...value] });
    expect(decode(stored(text))).toMatchObject({ $type: 'Map' });
  });
});
