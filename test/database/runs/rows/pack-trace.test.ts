import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packTrace, unpackTrace } from '../../../../src/database/runs/rows/pack-trace.ts';
import type { SpanRow, StoredTrace } from '../../../../src/database/runs/rows/stored-trace.ts';

const text = fc.oneof(fc.constantFrom('', 'step', 'fetch'), fc.string({ unit: 'binary' }));
const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });

const span: fc.Arbitrary<SpanRow> = fc.record({
  id: text,
  parent_id: orNull(text),
  name: text,
  kind: text,
  start_at: fc.integer(),
  end_at: orNull(fc.integer()),
  status: fc.constantFrom('ok', 'error', 'unset'),
  attributes: orNull(text),
  events: orNull(text),
});

test('unpacks the spans that were packed, with every text and every null', () => {
  fc.assert(
    fc.property(fc.array(span), spans => {
      const page = toPage(spans);
      expect(unpackTrace(structuredClone(packTrace(page)))).toEqual(page);
    }),
  );
});

test('packs long texts apart, which together are longer than a text may be', () => {
  const long = 'x'.repeat(700_000);
  const page = toPage(
    ['a', 'b', 'c'].map(id => ({
      ...{ id, parent_id: null, name: 'fetch', kind: 'http', start_at: 1, end_at: 2, status: 'ok' },
      ...{ attributes: `"${long}${id}"`, events: null },
    })),
  );
  const packed = packTrace(page);
  expect(packed.spans.attributes.map(part => part.ends.length)).toEqual([2, 1]);
  expect(unpackTrace(packed)).toEqual(page);
});

function toPage(spans: readonly SpanRow[]): StoredTrace {
  return { spans, logs: [], spanTotal: spans.length, logTotal: 0 };
}
