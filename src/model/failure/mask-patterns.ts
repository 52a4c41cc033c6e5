/** What is left of numbers that name something. */
const keptNumber = String.raw`(?<=\b(?:status(?: code)?|code|errno|exit(?: code)?|signal|HTTP(?:\/[\d.]+)?|version)[ :=#(]{0,3})-?\d+\b(?!\.\d)|(?<=\[Errno )-?\d+|^[1-5]\d\d(?= \p{Lu})|^\d{1,2}(?= [A-Z_]{2,}: )`;
const quoted = String.raw`(?<![\p{L}\p{N}])(?:'(?:[^'\n]|(?<=\p{L})'(?=\p{L})){0,300}'|"(?:[^"\n\\]|\\.){0,300}"|\u0060[^\u0060\n]{0,300}\u0060|“[^”\n]{0,300}”|‘[^’\n]{0,300}’|«[^»\n]{0,300}»)(?!\p{L})`;
/** Data that programs put into messages without quotes: most often the last word, after a colon. */
const unquoted = String.raw`(?<=No enum constant )\S+|(?<=Cannot convert )\S+(?= to a BigInt)|(?<=\p{L}{2} [\p{L} ]*\p{L}{2}: )[^\s:;,'"<>()\[\]{}]+$`;
/** Quoted names after the word for what they name: always part of the cause, however many there are. */
const nouns =
  'relation|table|column|constraint|index|schema|database|column reference|function|property|reading|setting|parameter|argument|field|attribute|option|header|variable|name|module|package|method|helper:?|codec';
const named = String.raw`(?<=\b(?:${nouns}) )(?:'[\p{L}_$][\w$.-]{0,80}'|"[\p{L}_$][\w$.-]{0,80}")(?! is (?:invalid|not valid)\b)`;
const digitAhead = String.raw`\b(?=[A-Za-z_-]*[\d*])`;
const longId = String.raw`[a-z]{2,10}[_-](?=[A-Za-z\d*]*\d)[A-Za-z\d*]{8,}\b|(?=(?:[A-Za-z]*\d){2})(?=\d*[A-Za-z])[A-Za-z\d]{8,}\b|(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z\d]{12,}\b|[\w-]+\*{3,}[\w-]*`;
const topLevel = 'com|org|net|io|dev|internal|local|localhost|invalid|example|test|cloud|lan|corp|arpa';

/**
 * In order of preference, without captures. A name is the placeholder, but of `kept`, `named` and `quoted`.
 */
export const maskPatterns: readonly (readonly [string, string])[] = [
  [
    'position',
    String.raw` ?\((?:line \d+,? )?(?:column|col) \d+\)| ?\(\d+:\d+\)| ?\([^\s()]{1,80}, line \d+\)`,
  ],
  ['mail', String.raw`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`],
  ['url', String.raw`\b[a-z][a-z\d+.-]*:\/\/[^\s'"<>\u0060)\]]+`],
  ['resource', String.raw`\barn:[a-z-]+:[^\s'",;]+`],
  ['named', named],
  ['quoted', quoted],
  ['text', unquoted],
  ['uuid', String.raw`\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b`],
  [
    'time',
    String.raw`\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)?\b|\b\d\d:\d\d:\d\d(?:\.\d+)?\b`,
  ],
  [
    'address',
    String.raw`\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b|\[?(?<![\w:])(?:[\da-f]{0,4}:){2,7}[\da-f]{1,4}\b\]?(?::\d+)?|(?<![\w:]):::?\d+\b`,
  ],
  [
    'host',
    String.raw`\b[\w-]+(?:\.[\w-]+)*\.(?:${topLevel})\b(?![.-]\w)(?::\d+)?|\blocalhost(?::\d+)?\b|(?<=\b(?:ENOTFOUND|EAI_AGAIN|getaddrinfo|[Hh]ost(?:name)?:?) )[\w-]+(?:\.[\w-]+)*(?::\d+)?|\b[\w-]+(?:\.[\w-]+)+:\d{2,5}\b`,
  ],
  ['path', String.raw`(?<![\w<])(?:[A-Za-z]:\\|\.{0,2}\/)[^\s'",;:()<>]+|\b[\w.-]+(?:\/[\w.@-]+){2,}`],
  ['kept', keptNumber],
  ['hex', String.raw`\b0x[\da-f]+\b|(?<=\w@)[\da-f]{5,16}\b|\b(?=[\da-f]*\d)(?=[\da-f]*[a-f])[\da-f]{7,}\b`],
  ['id', `${digitAhead}(?:${longId})`],
  ['token', String.raw`${digitAhead}(?:${longId}|[A-Za-z]{1,20}-?\d[A-Za-z\d]{0,10}\b(?!-?[A-Za-z]))`],
  [
    'suffix',
    String.raw`(?<=[A-Za-z]{2}-)(?:[A-Za-z\d]{4,10}-)?(?:(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z\d]{2,10}(?:-\d+)?|[b-df-hj-np-tv-xz]{5,10})(?![\w-])`,
  ],
  [
    'duration',
    String.raw`\b\d+(?:\.\d+)? ?(?:ms|milliseconds?|s|secs?|seconds?|mins?|minutes?|h|hours?|days?)\b`,
  ],
  ['size', String.raw`\b\d+(?:\.\d+)? ?(?:[KMGT]i?B|bytes?|B)\b`],
  ['range', String.raw`(?<![\w.-])\d{1,6}(?:-|\.{2,3})\d{1,6}\b(?![-.]\d)`],
  [
    'n',
    String.raw`(?<![\p{L}\d_])[-+]?\d+(?:[.,_]\d+)*%?(?![\p{L}\d_])|(?<=[a-z]{3}_?|\b[a-z]{1,2})\d{2,}\b|(?<=\bv)\d+(?:\.\d+)+`,
  ],
  ['mixed', String.raw`\b\d+[A-Za-z][A-Za-z\d]{1,9}\b(?!-?[A-Za-z])`],
];

/** One expression of several patterns, and the names of its captures, of which one fits. */
export type MaskExpression = { readonly pattern: RegExp; readonly names: readonly string[] };

/**
 * Captures have no names in the expression, because V8 takes longer to fill in names than to find a match.
 */
export function compileMasks(chosen: typeof maskPatterns): MaskExpression {
  return { pattern: new RegExp(toSource(chosen), 'giu'), names: maskNames(chosen) };
}

/** Finds the same in a text of ASCII, in far less time: Unicode's cases and letters cost the most. */
function compileForAscii(chosen: typeof maskPatterns): MaskExpression {
  const source = toSource(chosen)
    .replace(/\[[^\]]*\]/gu, set => set.replace(anyLetter, 'A-Za-z').replace(anyDigit, String.raw`\d`))
    .replace(anyLetter, '[A-Za-z]');
  return { pattern: new RegExp(source, 'gi'), names: maskNames(chosen) };
}

/** The name of the pattern that fits: that of the first capture from an index on. */
export function matchedName(names: readonly string[], captures: readonly unknown[], from = 0): string {
  let at = from;
  while (captures[at] === undefined && at < names.length) at += 1;
  return names[at - from] ?? 'text';
}

/** Of any case, as cases are ignored. */
const anyLetter = /\\p\{Lu?\}/gu;
const anyDigit = /\\p\{N\}/gu;

function toSource(chosen: typeof maskPatterns): string {
  return chosen.map(([, pattern]) => `(${pattern})`).join('|');
}

function maskNames(chosen: typeof maskPatterns): readonly string[] {
  return chosen.map(([name]) => name);
}

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

type PatternUse = 'everywhere' | 'inside quotes';

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
  return found & notAscii ? compileMasks(chosen) : compileForAscii(chosen);
}
