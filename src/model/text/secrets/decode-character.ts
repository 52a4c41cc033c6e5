import type { Replacement } from './rewrite-text.ts';

/**
 * Percent-encoding, escapes of JSON, programs, Markdown and terminals, character references. Also the sign
 * between two parameters of an address, where a decoded header ends.
 */
const encoded =
  /(?<=(?:^|[?&"'])[\w.~%[\]-]{1,80}=[^\s&"'<>]*)&(?=[\w.~%[\]-]{1,60}=)|%[0-7][\da-f]|%u[\da-f]{4}|%(?:[cd][\da-f]|e[\da-f]%[89ab][\da-f]|f[\da-f](?:%[89ab][\da-f]){2})%[89ab][\da-f]|(?<!\\)\\+(?:u[\da-f]{4}|u\{[\da-f]{1,6}\}|x[\da-f]{2}|033|e(?=\[)|[nrt!#$%&()*+,./:;<=>?@[\]^_{|}~-])|&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,8});/iy;

/** What the encoded character at `at` decodes to; `undefined` where none is. */
export function decodeCharacter(text: string, at: number): Replacement | undefined {
  encoded.lastIndex = at;
  const [part] = encoded.exec(text) ?? [];
  if (part === undefined) return undefined;
  const instead = decodePart(part);
  return instead === part ? undefined : { end: at + part.length, instead };
}

const references: Readonly<Record<string, string>> = {
  quot: '"',
  apos: "'",
  amp: '&',
  lt: '<',
  gt: '>',
  nbsp: ' ',
  shy: '',
  colon: ':',
  equals: '=',
  lowbar: '_',
  commat: '@',
  sol: '/',
  num: '#',
};

const whitespace: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function decodePart(part: string): string {
  if (part === '&') return '\n&';
  if (part.startsWith('&')) return decodeReference(part.slice(1, -1).toLowerCase()) ?? part;
  const start = part.startsWith('%') ? 1 : part.lastIndexOf('\\') + 1;
  const name = part.slice(start);
  if (start === 1 && part.startsWith('%') && !/^u/i.test(name)) return decodePercent(part);
  if (/^[ux]/i.test(name)) return fromCode(name.replace(/[^\da-f]/gi, '')) ?? part;
  if (name === '033' || /^e$/i.test(name)) return '\x1b';
  return whitespace[name] ?? name;
}

function decodeReference(name: string): string | undefined {
  if (name.startsWith('#x')) return fromCode(name.slice(2));
  return name.startsWith('#') ? fromCode(Number(name.slice(1)).toString(16)) : references[name];
}

function decodePercent(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function fromCode(hex: string): string | undefined {
  const code = Number.parseInt(hex, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
