import { expect, it } from 'vitest';
import { parseExactJson } from '../../../src/model/payload/json-text.ts';

it('keeps the digits of partition keys, and rounds no other number', () => {
  const text = '{"partition_key":14247182081108502959,"n":1.2345678901234567,"big":1e300,"small":7}';
  expect(parseExactJson(text)).toEqual({
    partition_key: { $type: 'bigint', value: '14247182081108502959' },
    n: 1.2345678901234567,
    big: 1e300,
    small: 7,
  });
  expect(parseExactJson('{"half":')).toBeUndefined();
});
