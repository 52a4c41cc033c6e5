/** Signs in a text. Each pattern needs some of them, and most texts have few. */
export const signs = {
  digit: 1,
  quote: 2,
  at: 4,
  slash: 8,
  dot: 16,
  colon: 32,
  hyphen: 64,
  parenthesis: 128,
  equals: 256,
  underscore: 512,
  notAscii: 1024,
} as const;
const { digit, quote, at, slash, dot, colon, hyphen, parenthesis, equals, underscore, notAscii } = signs;

const bySign: readonly (readonly [string, number])[] = [
  ['0123456789', digit],
  ['\'"`', quote],
  ['@*', at],
  ['/\\', slash],
  ['.', dot],
  [':', colon],
  ['-', hyphen],
  ['(', parenthesis],
  ['=', equals],
  ['_', underscore],
];
const signOf = Array.from(
  { length: 128 },
  (_, unit) => bySign.find(([texts]) => texts.includes(String.fromCharCode(unit)))?.[1] ?? 0,
);
const otherQuotes = /[“‘«„‹「『《]/u;
const hostWords = /host|ENOTFOUND|EAI_AGAIN|getaddrinfo/iu;
const wordsBeforeText = /No enum constant |Cannot convert /iu;

/** The signs in a text as a sum; words for a host count as `dot`, those before a bare value as `colon`. */
export function signsIn(text: string): number {
  let found = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    found |= unit < 128 ? (signOf[unit] ?? 0) : notAscii;
  }
  if (found & notAscii && otherQuotes.test(text)) found |= quote;
  if (!(found & dot) && hostWords.test(text)) found |= dot;
  if (!(found & colon) && wordsBeforeText.test(text)) found |= colon;
  return found;
}
