import fc from 'fast-check';
import { anyCharacter } from '../text/any-character.ts';

/** Noon of an ordinary day, the `now` of the shared arbitraries. */
export const testNow = Date.UTC(2026, 10, 24, 12);

/** Texts that queries ask for and that runs have, some only nearly the same. */
export const texts = [
  'signup-pipeline',
  'Signup',
  'TimeoutError',
  'timeout',
  'rate limit',
  'HTTP 429: rate limit',
  'mail provider did not answer in 3000 ms',
  'ada',
  'ada@example.com',
  'a',
  'no',
  'CAFÉ',
  'cafe\u0301',
  'ΟΔΟΣ',
  'οδος',
  'İstanbul',
  'straße',
  'हिन्दी',
  '日本語',
  '日本',
  '🚀',
  '👩‍💻 ada',
  'a_b',
  'a%b',
  '50*',
  'c:\\temp\\x',
  'say "hi"',
  'one,two',
  '-x',
  '!x',
  '12.5',
  '42',
  '>5',
  '1..5',
  'null',
  'true',
  ' ',
  '...',
] as const;

/** A text of the vocabulary, a part or another case of one, or any well-formed text at all. */
export const arbitraryText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...texts) },
  { weight: 1, arbitrary: fc.constantFrom(...texts).map(text => text.toUpperCase()) },
  { weight: 1, arbitrary: fc.constantFrom(...texts).map(text => text.normalize('NFD')) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom(...texts), fc.nat(6), fc.integer({ min: 1, max: 8 })).map(cutOut),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }) },
  { weight: 1, arbitrary: fc.string({ unit: anyCharacter, maxLength: 6 }) },
);

function cutOut([text, from, length]: [string, number, number]): string {
  return [...text].slice(from, from + length).join('');
}

/** Keys of payloads, and the segments of paths; a few are common. */
export const arbitraryKey: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('email', 'total', 'items') },
  { weight: 2, arbitrary: fc.constantFrom('0', '1', 'sku', 'Email') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'a.b',
      '01',
      'length',
      '__proto__',
      '',
      'x y',
      '*',
      'q"',
      'k:v',
      'c\\d',
      'schlüssel',
    ),
  },
);

export const arbitraryNumber: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, 1, 2, 5, 10, 42, 100, 0.1, 0.0042, 12.5, 1e21, 1e-7),
  fc.integer({ min: 0, max: 50 }),
);

/** Ages in ms at and right beside the bounds that queries draw. */
export const arbitraryAge: fc.Arbitrary<number> = fc
  .tuple(
    fc.constantFrom(0, 1_000, 60_000, 3_600_000, 12 * 3_600_000, 86_400_000, 36 * 3_600_000, 7 * 86_400_000),
    fc.constantFrom(-1, 0, 1, 500),
  )
  .map(([age, more]) => age + more);
