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
export function compilePatterns(chosen: typeof maskPatterns): MaskExpression {
  return { pattern: new RegExp(toSource(chosen), 'giu'), names: namesOf(chosen) };
}

/** Finds the same in a text of ASCII, in far less time: Unicode's cases and letters cost the most. */
export function compileForAscii(chosen: typeof maskPatterns): MaskExpression {
  const source = toSource(chosen)
    .replace(/\[[^\]]*\]/gu, set => set.replace(letter, 'A-Za-z').replace(digit, String.raw`\d`))
    .replace(letter, '[A-Za-z]');
  return { pattern: new RegExp(source, 'gi'), names: namesOf(chosen) };
}

/** The name of the pattern that fits: that of the first capture from an index on. */
export function matchedName(names: readonly string[], captures: readonly unknown[], from = 0): string {
  let at = from;
  while (captures[at] === undefined && at < names.length) at += 1;
  return names[at - from] ?? 'text';
}

/** Of any case, as cases are ignored. */
const letter = /\\p\{Lu?\}/gu;
const digit = /\\p\{N\}/gu;

function toSource(chosen: typeof maskPatterns): string {
  return chosen.map(([, pattern]) => `(${pattern})`).join('|');
}

function namesOf(chosen: typeof maskPatterns): readonly string[] {
  return chosen.map(([name]) => name);
}
