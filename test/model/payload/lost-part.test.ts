import { describe, expect, it } from 'vitest';
import { encodePayload } from '../../../src/model/payload/encode-payload.ts';
import { openPayload } from '../../../src/model/payload/lazy/lazy-payload.ts';
import { scanPayload } from '../../../src/model/payload/lazy/scan-payload.ts';
import { lostPart } from '../../../src/model/payload/lost-part.ts';

const recorded = (value: unknown, maxLength?: number): unknown =>
  JSON.parse(encodePayload(value, { maxLength }).json ?? 'null');

const circle: { self?: unknown } = {};
circle.self = circle;

describe('what of a payload was lost when it was recorded', () => {
  it.each<[string, unknown, string, string, number?]>([
    ['a text that was cut', { note: 'x'.repeat(5000) }, '$.note', 'text of 5,000 characters, cut'],
    [
      'items that were left out',
      { list: Array(999).fill('some item') },
      '$.list[83]',
      '916 items not recorded',
    ],
    ['a circle', { order: circle }, '$.order.self', 'circular: $.order'],
    ['a function', { run: { send() {} } }, '$.run.send', 'function send'],
    ['bytes that were left out', { file: new Uint8Array(2 ** 21) }, '$.file', 'Uint8Array · 2.0 MB', 2 ** 23],
  ])('is named: %s', (_, value, path, words, most = 1000) => {
    expect(lostPart(recorded(value, most))).toEqual({ path, words });
  });

  it('is nothing where everything can be made again', () => {
    const value = {
      at: new Date(0),
      ids: new Set([1n]),
      bytes: Buffer.from('hi'),
      $type: 'order',
      nothing: null,
    };
    expect(lostPart(recorded(value))).toBeUndefined();
    expect(lostPart(undefined)).toBeUndefined();
    expect(lostPart({ $type: 'order', $class: 'Order' })).toBeUndefined();
  });

  it('is found in a large payload, which is read where it is looked at', () => {
    const items = Array.from({ length: 40_000 }, (_, index) => ({ index, name: `item ${index}` }));
    const large = (value: unknown) => {
      const bytes = Buffer.from(JSON.stringify(value));
      return openPayload(scanPayload(new Uint8Array(bytes)));
    };
    expect(lostPart(large({ items }))).toBeUndefined();
    const cut = { items: [...items, { $type: 'truncated', omitted: 3 }] };
    expect(lostPart(large(cut))).toEqual({ path: '$.items[40000]', words: '3 items not recorded' });
  });
});
