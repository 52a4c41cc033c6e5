import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeText, encodeText } from '../../../src/database/postgres/text-codec.ts';

const text = fc.string({
  unit: fc.oneof(fc.constantFrom('\0', '\u0001', '\u0002', 'a', 'é', '😀'), fc.string({ maxLength: 1 })),
});

test('decodes every text as it was, and never encodes to U+0000', () => {
  fc.assert(
    fc.property(text, value => {
      expect(encodeText(value)).not.toContain('\0');
      expect(decodeText(encodeText(value))).toBe(value);
    }),
  );
});

test('keeps the order of texts', () => {
  const order = (a: string, b: string) => Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)));
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(order(encodeText(a), encodeText(b))).toBe(order(a, b));
    }),
  );
});

test('leaves ordinary text alone', () => {
  expect(encodeText('zwölf 😀\n')).toBe('zwölf 😀\n');
  expect(decodeText('\u0001x')).toBe('\u0001x');
});
