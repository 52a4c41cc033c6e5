import { expect, test } from 'vitest';
import { displayWidth } from '../../../../src/model/text/width.ts';
import { shortNames } from '../../../../src/screen/table/lines/short-names.ts';

test.each([
  ['ports of one host', ['192.0.2.2:14777', '192.0.2.2:24777']],
  ['hosts with one port', ['alpha.example:4777', 'bravo.example:4777']],
  ['names that differ at their end', ['orders-of-the-shop-1', 'orders-of-the-shop-2']],
  ['names of several kinds', ['samples~otlp', 'samples~workflow-sdk', 'shop']],
  ['names that fit', ['app', 'shop']],
])('%s stay different', (_, names) => {
  const short = names.map(shortNames(names, 6));
  expect(new Set(short).size).toBe(names.length);
  expect(Math.max(...short.map(displayWidth))).toBeLessThanOrEqual(6);
});

test('a beginning that names share is cut before what distinguishes them', () => {
  const names = ['samples~otlp', 'samples~workflow-sdk', 'shop'];
  expect(names.map(shortNames(names, 6))).toEqual(['…~otlp', '…work…', 'shop']);
  expect(names.map(shortNames(names, 10))).toEqual(['…ples~otlp', '…workflow…', 'shop']);
});
