/** A message with what varies taken out. */
export type MaskedMessage = {
  /** The words, with a placeholder such as `<uuid>` or `<text>` for each part that was masked. */
  readonly template: string;
  /** Of each quoted text, path and URL in the template, in order, what may tell one cause from another. */
  readonly values: readonly string[];
  /** The message in parts, of which the template is made. */
  readonly pieces: readonly MessagePiece[];
};

export type MessagePiece = {
  /** As the message has it. */
  readonly text: string;
  /** As the template has it. */
  readonly masked: string;
  /** Of a part that is one of `values`: which. */
  readonly place?: number;
};

/** What is left of numbers that name something. */
const keptNumber = String.raw`(?<=\b(?:status(?: code)?|code|errno|exit(?: code)?|signal|HTTP(?:\/[\d.]+)?|version)[ :=#(]{0,3})-?\d+\b|(?<=\[Errno )-?\d+`;
const quoted = String.raw`(?<![\p{L}\p{N}])(?:'(?:[^'\n]|(?<=\p{L})'(?=\p{L})){0,300}'|"(?:[^"\n\\]|\\.){0,300}"|\u0060[^\u0060\n]{0,300}\u0060|“[^”\n]{0,300}”|‘[^’\n]{0,300}’|«[^»\n]{0,300}»)(?!\p{L})`;
/** Data that programs put into messages without quotes: most often the last word, after a colon. */
const unquoted = String.raw`(?<=No enum constant )\S+|(?<=Cannot convert )\S+(?= to a BigInt)|(?<=\p{L}{2} [\p{L} ]*\p{L}{2}: )[^\s:;,'"<>()\[\]{}]+$`;
/** Quoted names after the word for what they name: always part of the cause, however many there are. */
const nouns =
  'relation|table|column|constraint|index|schema|database|column reference|function|property|reading|setting|parameter|argument|field|attribute|option|header|variable|name|module|package|method|helper:?|codec';
const named = String.raw`(?<=\b(?:${nouns}) )(?:'[\p{L}_$][\w$.-]{0,80}'|"[\p{L}_$][\w$.-]{0,80}")`;
const topLevel = 'com|org|net|io|dev|internal|local|localhost|invalid|example|test|cloud|lan|corp|arpa';

/** In order of preference. A name is the placeholder, but of `kept`, `named` and `quoted`. */
const patterns: readonly (readonly [string, string])[] = [
  ['position', String.raw` ?\((?:line \d+,? )?(?:column|col) \d+\)| ?\(\d+:\d+\)`],
  ['mail', String.raw`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`],
  ['url', String.raw`\b[a-z][a-z\d+.-]*:\/\/[^\s'"<>\u0060)\]]+`],
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
  ['hex', String.raw`\b0x[\da-f]+\b|(?<=\w@)[\da-f]{5,16}\b|\b(?=[\da-f]*\d)(?=[\da-f]*[a-f])[\da-f]{8,}\b`],
  [
    'id',
    String.raw`\b[a-z]{2,10}[_-](?=[A-Za-z\d*]*\d)[A-Za-z\d*]{8,}\b|\b(?=(?:[A-Za-z]*\d){2})(?=\d*[A-Za-z])[A-Za-z\d]{8,}\b|\b(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z\d]{12,}\b|\b[\w-]+\*{3,}[\w-]*`,
  ],
  [
    'duration',
    String.raw`\b\d+(?:\.\d+)? ?(?:ms|milliseconds?|s|secs?|seconds?|mins?|minutes?|h|hours?|days?)\b`,
  ],
  ['size', String.raw`\b\d+(?:\.\d+)? ?(?:[KMGT]i?B|bytes?|B)\b`],
  ['n', String.raw`(?<![\p{L}_])[-+]?\d+(?:[.,_]\d+)*%?(?![\p{L}_])|(?<=[a-z]{3})[_-]?\d{2,}\b`],
];

const compile = (chosen: typeof patterns) =>
  new RegExp(chosen.map(([name, pattern]) => `(?<${name}>${pattern})`).join('|'), 'giu');

const everything = compile(patterns);
const insideQuotes = compile(patterns.filter(([name]) => !['named', 'quoted', 'text'].includes(name)));

const longestMessage = 1_000;

/** A message that is one datum, as the name of a character set in Java. */
export function maskAll(message: string): MaskedMessage {
  return {
    template: '<text>',
    values: [maskPlain(message)],
    pieces: [{ text: message, masked: '<text>', place: 0 }],
  };
}

export function maskMessage(message: string): MaskedMessage {
  const text = message.slice(0, longestMessage);
  const values: string[] = [];
  const pieces: MessagePiece[] = [];
  let end = 0;
  for (const { 0: part, index, groups = {} } of text.matchAll(everything)) {
    const before = text.slice(end, index);
    const place = values.length;
    const masked = replacement(part, groups, values);
    pieces.push({ text: before, masked: before });
    pieces.push({ text: part, masked, place: values.length > place ? place : undefined });
    end = index + part.length;
  }
  pieces.push({ text: text.slice(end), masked: text.slice(end) });
  const template = pieces.map(({ masked }) => masked).join('');
  return { template: template.replace(/\s+/gu, ' ').trim(), values, pieces };
}

type Groups = Readonly<Record<string, string | undefined>>;

/** The last argument that `replace` passes: the named groups. */
function groupsOf(rest: readonly unknown[]): Groups {
  return rest.at(-1) as Groups;
}

function replacement(text: string, groups: Groups, values: string[]): string {
  if (groups.position !== undefined) return '';
  if (groups.kept !== undefined) return text;
  if (groups.named !== undefined && isPlain(text)) return text;
  if (groups.named !== undefined || groups.quoted !== undefined) return quotedText(text, values);
  if (groups.url !== undefined) return keep(values, 'url', urlPath(text));
  if (groups.text !== undefined) return keep(values, 'text', maskPlain(text));
  if (groups.path !== undefined) return keep(values, 'path', lastOfPath(text));
  return `<${nameOf(groups)}>`;
}

function nameOf(groups: Groups): string {
  return patterns.find(([name]) => groups[name] !== undefined)?.[0] ?? 'text';
}

function keep(values: string[], name: string, value: string): string {
  values.push(value);
  return `<${name}>`;
}

/** Quoted punctuation stays as it is; anything else is a value. */
function quotedText(text: string, values: string[]): string {
  const inner = text.slice(1, -1);
  if (!/[\p{L}\p{N}]/u.test(inner)) return text;
  if (/^<[a-z!?]/iu.test(inner)) return '<markup>';
  return keep(values, 'text', isPath(inner) ? lastOfPath(inner) : maskPlain(inner));
}

/** Whether a quoted name holds nothing that varies, such as a number or an id. */
function isPlain(text: string): boolean {
  const inner = text.slice(1, -1);
  return maskPlain(inner) === inner;
}

function isPath(text: string): boolean {
  return /^(?:[A-Za-z]:\\|\.{0,2}\/|file:\/\/)\S*$/u.test(text);
}

/** The name of a file; only its extension where a part of the name varies. */
function lastOfPath(path: string): string {
  const name = maskPlain(
    path
      .replace(/[\\/]+$/u, '')
      .split(/[\\/]/u)
      .at(-1) ?? '',
  );
  return name.includes('<') ? `*${/\.\w+$/u.exec(name)?.[0] ?? ''}` : name;
}

function urlPath(url: string): string {
  const path = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*([^?#]*)/iu.exec(url)?.[1] ?? '';
  return path.split('/').map(maskPlain).join('/');
}

function maskPlain(text: string): string {
  return text.replace(insideQuotes, (part: string, ...rest: unknown[]) => {
    const groups = groupsOf(rest);
    return groups.kept === undefined ? `<${nameOf(groups)}>` : part;
  });
}
