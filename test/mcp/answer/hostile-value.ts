import fc from 'fast-check';

/** What becomes longer when it is escaped, once more in a message, or encoded. */
const pieces = [
  '"',
  '\\',
  '\n',
  '\t',
  '\0',
  '\u001B[2J',
  '€',
  '😀',
  '\ud800',
  '\u202e',
  'word ',
  'a.b',
  '[0]',
  '#1',
  '•',
];

const hostileText = fc
  .tuple(fc.array(fc.constantFrom(...pieces), { maxLength: 5 }), fc.constantFrom(1, 1, 1, 40, 2_000))
  .map(([parts, times]) => parts.join('').repeat(times));

const hostileKey = fc.oneof(
  { weight: 3, arbitrary: hostileText },
  {
    weight: 2,
    arbitrary: fc.constantFrom('a', 'b', 'a.b', '', '0', '1', '__proto__', 'password', 'token=Zq7xKp9mWv3n'),
  },
);

/** A value whose keys and texts are as bad as a program may record them. */
export const hostileValue: fc.Arbitrary<unknown> = fc.letrec(tie => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    hostileText,
    fc.oneof(
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
    ),
    fc.array(tie('value'), { maxLength: 6 }),
    fc.array(fc.tuple(hostileKey, tie('value')), { maxLength: 8 }).map(toObject),
  ),
})).value;

function toObject(entries: readonly (readonly [string, unknown])[]): object {
  const object = {};
  for (const [key, value] of entries)
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  return object;
}
