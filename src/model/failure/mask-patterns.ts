/** Numbers that name something stay: `status 404`, `exit code 137`, `[Errno 2]`, `HTTP/1.1 503`. */
const keptNumber = String.raw`(?<=\b(?:status(?: code)?|code|errno|exit(?: code)?|signal|HTTP(?:\/[\d.]+)?|version)[ :=#(]{0,3})-?\d+\b(?!\.\d)|(?<=\[Errno )-?\d+|^[1-5]\d\d(?= \p{Lu})|^\d{1,2}(?= [A-Z_]{2,}: )`;
/** `'orders'`, `"a \"b\""`, `“orders”`, `«orders»`. An apostrophe in a word is no quote: `can't`. */
const quoted = String.raw`(?<![\p{L}\p{N}])(?:'(?:[^'\n]|(?<=\p{L})'(?=\p{L})){0,300}'|"(?:[^"\n\\]|\\.){0,300}"|\u0060[^\u0060\n]{0,300}\u0060|“[^”\n]{0,300}”|‘[^’\n]{0,300}’|«[^»\n]{0,300}»)(?!\p{L})`;
/** Data without quotes, mostly the last word: `No enum constant RED`, `file not found: a.txt`. */
const unquoted = String.raw`(?<=No enum constant )\S+|(?<=Cannot convert )\S+(?= to a BigInt)|(?<=\p{L}{2} [\p{L} ]*\p{L}{2}: )[^\s:;,'"<>()\[\]{}]+$`;
/** Words before a quoted name, which is always part of the cause: `relation "orders"`. */
const nouns =
  'relation|table|column|constraint|index|schema|database|column reference|function|property|reading|setting|parameter|argument|field|attribute|option|header|variable|name|module|package|method|helper:?|codec';
/** `relation "orders"`, `argument 'qty'`; not `value "x" is invalid`. */
const named = String.raw`(?<=\b(?:${nouns}) )(?:'[\p{L}_$][\w$.-]{0,80}'|"[\p{L}_$][\w$.-]{0,80}")(?! is (?:invalid|not valid)\b)`;
/** A word with a digit, or with a masked part: `user3`, `sk-****`. */
const digitAhead = String.raw`\b(?=[A-Za-z_-]*[\d*])`;
/** `run_01J8X2Q7`, `4fJ2kQ9x`, `deadbeef0042`, `sk-12***`. */
const longId = String.raw`[a-z]{2,10}[_-](?=[A-Za-z\d*]*\d)[A-Za-z\d*]{8,}\b|(?=(?:[A-Za-z]*\d){2})(?=\d*[A-Za-z])[A-Za-z\d]{8,}\b|(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z\d]{12,}\b|[\w-]+\*{3,}[\w-]*`;
const topLevel = 'com|org|net|io|dev|internal|local|localhost|invalid|example|test|cloud|lan|corp|arpa';

/**
 * Patterns without captures, the preferred first, each below examples of what it matches. Its name is the
 * placeholder, but for `kept`, `named` and `quoted`.
 */
export const maskPatterns: readonly (readonly [string, string])[] = [
  // ` (line 3, column 14)`, ` (12:7)`, ` (main.tf, line 4)`
  [
    'position',
    String.raw` ?\((?:line \d+,? )?(?:column|col) \d+\)| ?\(\d+:\d+\)| ?\([^\s()]{1,80}, line \d+\)`,
  ],
  // `ada@example.com`
  ['mail', String.raw`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`],
  // `https://api.example.com/v1?page=2`
  ['url', String.raw`\b[a-z][a-z\d+.-]*:\/\/[^\s'"<>\u0060)\]]+`],
  // `arn:aws:s3:::bucket/key`
  ['resource', String.raw`\barn:[a-z-]+:[^\s'",;]+`],
  // `relation "orders"`, `column 'qty'`
  ['named', named],
  // `'red'`, `"a b"`
  ['quoted', quoted],
  // `No enum constant RED`
  ['text', unquoted],
  // `0b9f7c52-6f0e-4d6c-9a53-3f2f6b1f8a10`
  ['uuid', String.raw`\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b`],
  // `2026-11-24T14:02:17.042Z`, `14:02:17`
  [
    'time',
    String.raw`\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)?\b|\b\d\d:\d\d:\d\d(?:\.\d+)?\b`,
  ],
  // `10.0.0.12:5432`, `[::1]:8080`, `fe80::1`
  [
    'address',
    String.raw`\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b|\[?(?<![\w:])(?:[\da-f]{0,4}:){2,7}[\da-f]{1,4}\b\]?(?::\d+)?|(?<![\w:]):::?\d+\b`,
  ],
  // `db.internal:5432`, `localhost`, `getaddrinfo redis`
  [
    'host',
    String.raw`\b[\w-]+(?:\.[\w-]+)*\.(?:${topLevel})\b(?![.-]\w)(?::\d+)?|\blocalhost(?::\d+)?\b|(?<=\b(?:ENOTFOUND|EAI_AGAIN|getaddrinfo|[Hh]ost(?:name)?:?) )[\w-]+(?:\.[\w-]+)*(?::\d+)?|\b[\w-]+(?:\.[\w-]+)+:\d{2,5}\b`,
  ],
  // `/var/lib/a.db`, `C:\temp\a.txt`, `src/a/b.ts`
  ['path', String.raw`(?<![\w<])(?:[A-Za-z]:\\|\.{0,2}\/)[^\s'",;:()<>]+|\b[\w.-]+(?:\/[\w.@-]+){2,}`],
  // `status 404`
  ['kept', keptNumber],
  // `0x7ffe`, `Buffer@1f3a9`, `a3f9c2e1`
  ['hex', String.raw`\b0x[\da-f]+\b|(?<=\w@)[\da-f]{5,16}\b|\b(?=[\da-f]*\d)(?=[\da-f]*[a-f])[\da-f]{7,}\b`],
  // `run_01J8X2Q7`, `sk-12***`
  ['id', `${digitAhead}(?:${longId})`],
  // `user3`, `P2002`, `run_01J8X2Q7`
  ['token', String.raw`${digitAhead}(?:${longId}|[A-Za-z]{1,20}-?\d[A-Za-z\d]{0,10}\b(?!-?[A-Za-z]))`],
  // `worker-7d9f8b6c5-x2x9z`
  [
    'suffix',
    String.raw`(?<=[A-Za-z]{2}-)(?:[A-Za-z\d]{4,10}-)?(?:(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z\d]{2,10}(?:-\d+)?|[b-df-hj-np-tv-xz]{5,10})(?![\w-])`,
  ],
  // `3000 ms`, `1.5s`, `30 seconds`
  [
    'duration',
    String.raw`\b\d+(?:\.\d+)? ?(?:ms|milliseconds?|s|secs?|seconds?|mins?|minutes?|h|hours?|days?)\b`,
  ],
  // `512 MB`, `61 bytes`
  ['size', String.raw`\b\d+(?:\.\d+)? ?(?:[KMGT]i?B|bytes?|B)\b`],
  // `0-499`, `10..20`
  ['range', String.raw`(?<![\w.-])\d{1,6}(?:-|\.{2,3})\d{1,6}\b(?![-.]\d)`],
  // `42`, `-3.5%`, `line27`, `v1.2.3`
  [
    'n',
    String.raw`(?<![\p{L}\d_])[-+]?\d+(?:[.,_]\d+)*%?(?![\p{L}\d_])|(?<=[a-z]{3}_?|\b[a-z]{1,2})\d{2,}\b|(?<=\bv)\d+(?:\.\d+)+`,
  ],
  // `42P01`, `3rd`
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

/** Letters of any case, because the expressions ignore case: `\p{L}`, `\p{Lu}`. */
const anyLetter = /\\p\{Lu?\}/gu;
const anyDigit = /\\p\{N\}/gu;

function toSource(chosen: typeof maskPatterns): string {
  return chosen.map(([, pattern]) => `(${pattern})`).join('|');
}

function maskNames(chosen: typeof maskPatterns): readonly string[] {
  return chosen.map(([name]) => name);
}

/** Signs in a text. Each pattern needs some of them, and most texts have few. */
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
