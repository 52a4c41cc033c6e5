import { compileForAscii, compilePatterns, type MaskExpression, maskPatterns } from './mask-patterns.ts';

/** What a text may have, of which each pattern needs some: most texts have little of it. */
const signs = {
  digit: 1,
  quote: 2,
  at: 4,
  slash: 8,
  dot: 16,
  colon: 32,
  hyphen: 64,
  parenthesis: 128,
  notAscii: 256,
} as const;
const { digit, quote, at, slash, dot, colon, hyphen, parenthesis, notAscii } = signs;

/** A text that a pattern fits has one sign of each. `at` is also `*`, `dot` also a word for a host. */
const needed: Readonly<Record<string, readonly number[]>> = {
  position: [digit, parenthesis],
  mail: [at],
  url: [colon, slash],
  resource: [colon],
  named: [quote],
  quoted: [quote],
  text: [colon],
  uuid: [hyphen],
  time: [digit, hyphen | colon],
  address: [digit | colon, dot | colon],
  host: [dot],
  path: [slash],
  kept: [digit],
  hex: [digit | at],
  id: [digit | at],
  token: [digit | at],
  suffix: [hyphen],
  duration: [digit],
  size: [digit],
  range: [digit, hyphen | dot],
  n: [digit],
  mixed: [digit],
};

const bySign: readonly (readonly [string, number])[] = [
  ['0123456789', digit],
  ['\'"`', quote],
  ['@*', at],
  ['/\\', slash],
  ['.', dot],
  [':', colon],
  ['-', hyphen],
  ['(', parenthesis],
];
const signOf = Array.from(
  { length: 128 },
  (_, unit) => bySign.find(([texts]) => texts.includes(String.fromCharCode(unit)))?.[1] ?? 0,
);
const otherQuotes = /[“‘«]/u;
const hostWords = /host|ENOTFOUND|EAI_AGAIN|getaddrinfo/iu;
const wordsBeforeText = /No enum constant |Cannot convert /iu;

/** A text may be anything, so that it is not kept in mind for every combination of signs. */
const mostKept = 64;
const everything = Object.values(signs).reduce((all, sign) => all | sign, 0) & ~notAscii;

export type PatternUse = 'everywhere' | 'inside quotes';

/** Inside quotes are names, of which a single digit is a part, as in `line2`. */
const unused: Readonly<Record<PatternUse, readonly string[]>> = {
  everywhere: ['id'],
  'inside quotes': ['named', 'quoted', 'text', 'token', 'mixed'],
};

const kept = { everywhere: createKept(), 'inside quotes': createKept() };

function createKept() {
  return new Map<number, MaskExpression | undefined>();
}

/** One expression of the patterns that may fit a text; `undefined` where none does. */
export function fittingPatterns(text: string, use: PatternUse): MaskExpression | undefined {
  const known = kept[use];
  const found = signsIn(text);
  if (known.has(found)) return known.get(found);
  const wanted = known.size < mostKept ? found : everything | (found & notAscii);
  if (!known.has(wanted)) known.set(wanted, compile(wanted, use));
  return known.get(wanted);
}

function signsIn(text: string): number {
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

function compile(found: number, use: PatternUse): MaskExpression | undefined {
  const chosen = maskPatterns.filter(([name]) => {
    return !unused[use].includes(name) && (needed[name] ?? []).every(mask => (found & mask) !== 0);
  });
  if (chosen.length === 0) return undefined;
  return found & notAscii ? compilePatterns(chosen) : compileForAscii(chosen);
}
