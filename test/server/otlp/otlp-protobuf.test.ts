import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeOtlp } from '../../../src/server/otlp/otlp-protobuf.ts';
import { ProblemError } from '../../../src/server/request/problem-error.ts';
import { trials } from '../../trials.ts';

/** The same spans and log records in both encodings, by OpenTelemetry's own serializers (0.301). */
function recorded(name: string): Buffer {
  return readFileSync(join(import.meta.dirname, 'recorded', name));
}

const most = 1_000;

/** Lists without items have no bytes in Protocol Buffers. */
function withoutEmptyLists(json: Buffer): unknown {
  return JSON.parse(json.toString(), (_, value) =>
    Array.isArray(value) && value.length === 0 ? undefined : value,
  );
}

test.each(['traces', 'logs'] as const)('%s in Protocol Buffers say the same as in JSON', signal => {
  const decoded = decodeOtlp(signal, recorded(`${signal}.pb`), most);
  expect(JSON.parse(JSON.stringify(decoded))).toEqual(withoutEmptyLists(recorded(`${signal}.json`)));
});

/** A varint of 64 bits in the attribute of a resource. */
function withInteger(...varint: readonly number[]): Uint8Array {
  const inside = (field: number, ...bytes: readonly number[]) => [field * 8 + 2, bytes.length, ...bytes];
  const value = inside(2, 3 * 8, ...varint);
  return Uint8Array.from(inside(1, ...inside(1, ...inside(1, ...inside(1, 0x6b), ...value))));
}

test.each([
  [[0x00], 0],
  [[0xac, 0x02], 300],
  [[...Array(9).fill(0xff), 0x01], -1],
  [[...Array(8).fill(0xff), 0x7f], '9223372036854775807'],
  [[...Array(9).fill(0x80), 0x01], '-9223372036854775808'],
])('a whole number keeps each of its digits: %j', (varint, intValue) => {
  expect(JSON.stringify(decodeOtlp('traces', withInteger(...varint), most))).toContain(
    JSON.stringify({ key: 'k', value: { intValue } }),
  );
});

test('a message that is cut anywhere is refused, or is the part before a field', () => {
  const whole = recorded('traces.pb');
  const outcomes = Array.from({ length: whole.length - 1 }, (_, end) => {
    try {
      return Object.keys(decodeOtlp('traces', whole.subarray(0, end + 1), most)).length;
    } catch (error) {
      return error instanceof ProblemError ? 'refused' : error;
    }
  });
  expect(new Set(outcomes)).toEqual(new Set(['refused']));
});

test('random bytes are decoded or refused, and nothing else happens', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
      try {
        decodeOtlp('traces', bytes, most);
      } catch (error) {
        expect(error).toBeInstanceOf(ProblemError);
      }
    }),
    { numRuns: trials(5_000) },
  );
});

/** Lists in lists. */
function nested(levels: number): Buffer {
  let bytes: Buffer = Buffer.alloc(0);
  const wrap = (tag: number) => {
    const length = bytes.length < 128 ? [bytes.length] : [(bytes.length % 128) + 128, bytes.length >> 7];
    bytes = Buffer.concat([Buffer.from([tag, ...length]), bytes]);
  };
  for (let level = 0; level < levels; level += 1) for (const tag of [0x0a, 0x2a]) wrap(tag);
  for (const tag of [0x12, 0x0a, 0x0a, 0x0a]) wrap(tag);
  return bytes;
}

test('values nest as deep as Protocol Buffers allow, and no deeper', () => {
  expect(() => decodeOtlp('traces', nested(40), most)).not.toThrow();
  expect(() => decodeOtlp('traces', nested(2_000), 10_000)).toThrow('values nest deeper than 100 levels');
});

test('a small body of very many fields is refused', () => {
  expect(() => decodeOtlp('traces', Buffer.from('0a00'.repeat(2_000), 'hex'), most)).toThrow(
    'it holds more than 1000 fields',
  );
});
