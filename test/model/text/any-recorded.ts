import fc from 'fast-check';

const keys = 'name key value header password apiKey token tokens cookies note id __proto__'.split(' ');
const texts = 'ada Cookie password x-api-key --token -v abc 12 token=abc'.split(' ');
/** Two keys that are masked, and then are equal. */
const secretKeys = ['Bearer abcdefgh', 'Bearer ijklmnop'];

/** Values as runs record them, of which many are secrets by a name around, beside or in them. */
export const anyRecorded: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(
      fc.constantFrom(...texts, 'GET https://example.com/?token=abc&page=2', ''),
      fc.nat(2000),
      fc.boolean(),
      fc.constant(null),
    ),
    fc.array(tie('value'), { maxLength: 5 }),
    fc
      .array(fc.tuple(fc.constantFrom(...keys, ...secretKeys), tie('value')), { maxLength: 5 })
      .map(members => Object.fromEntries(members)),
  ),
})).value;
