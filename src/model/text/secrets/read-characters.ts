import { decodePercent } from '../../decode-percent.ts';
import { partitionPoint } from '../../partition-point.ts';
/** How a reader takes a character, as bits. */
export const charClass = {
  /** Control and format characters, marks, everything invisible. */
  unseen: 1,
  /** Looks like an ASCII character. */
  lookalike: 2,
  /** May begin a sequence for the terminal. */
  introducer: 4,
  /** The first half of a pair that may be unseen or a lookalike. */
  surrogate: 8,
  /** May begin an encoded character: `%`, `\`, `&`. */
  encoded: 16,
} as const;

/** Flat ranges (Unicode 17): Cc, Cf, Zl, Zp, default-ignorable, marks. */
const unseen: readonly number[] = [
  0x00, 0x08, 0x0b, 0x1f, 0x7f, 0x9f, 0xad, 0xad, 0x300, 0x36f, 0x600, 0x605, 0x61c, 0x61c, 0x6dd, 0x6dd,
  0x70f, 0x70f, 0x890, 0x891, 0x8e2, 0x8e2, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180f, 0x1ab0, 0x1aff,
  0x1dc0, 0x1dff, 0x200b, 0x200f, 0x2028, 0x202e, 0x2060, 0x206f, 0x20d0, 0x20ff, 0x3164, 0x3164, 0xfe00,
  0xfe0f, 0xfe20, 0xfe2f, 0xfeff, 0xfeff, 0xffa0, 0xffa0, 0xfff0, 0xfffb,
];

/** Full-width letters and signs, circled letters, spaces, typographic quotes. */
const lookalike: readonly number[] = [
  0xa0, 0xa0, 0x1680, 0x1680, 0x2000, 0x200a, 0x2018, 0x201f, 0x202f, 0x202f, 0x205f, 0x205f, 0x24b6, 0x24e9,
  0x2800, 0x2800, 0x3000, 0x3000, 0xfe50, 0xfe6b, 0xff01, 0xff5e,
];

const introducers: readonly number[] = [0x1b, 0x1b, 0x90, 0x90, 0x98, 0x98, 0x9b, 0x9b, 0x9d, 0x9f];

/** The first halves of U+110BD, U+13430, U+1BCA0, U+1D173, mathematical letters, and tags. */
const surrogates: readonly number[] = [
  0xd804, 0xd804, 0xd80d, 0xd80d, 0xd82f, 0xd82f, 0xd834, 0xd835, 0xdb40, 0xdb43,
];

export const charClasses = createClasses();

function createClasses(): Uint8Array {
  const classes = new Uint8Array(0x10000);
  const add = (ranges: readonly number[], bit: number) => {
    for (let at = 0; at < ranges.length; at += 2) {
      for (let code = ranges[at] ?? 0; code <= (ranges[at + 1] ?? 0); code++) {
        classes[code] = (classes[code] ?? 0) | bit;
      }
    }
  };
  add(unseen, charClass.unseen);
  add(lookalike, charClass.lookalike);
  add(introducers, charClass.introducer);
  add(surrogates, charClass.surrogate);
  add([0x25, 0x26, 0x5c, 0x5c], charClass.encoded);
  return classes;
}

export type Reading = {
  readonly text: string;
  /** Maps a range of `text` to the text as written. */
  readonly toSource: (start: number, end: number) => readonly [start: number, end: number];
};

type Replacement = { readonly end: number; readonly instead: string };

type Edit = Replacement & { readonly start: number };

/** Replaces characters that have one of the classes in `bits`. */
export function* charEdits(
  text: string,
  bits: number,
  replaceAt: (text: string, at: number) => Replacement | undefined,
): Generator<Edit> {
  for (let at = nextOf(text, bits, 0); at < text.length; ) {
    const replacement = replaceAt(text, at);
    if (replacement) yield { start: at, ...replacement };
    at = nextOf(text, bits, replacement?.end ?? at + 1);
  }
}

/** The next index with one of the classes; a loop outside a generator is faster. */
function nextOf(text: string, bits: number, from: number): number {
  let at = from;
  while (at < text.length && ((charClasses[text.charCodeAt(at)] ?? 0) & bits) === 0) at++;
  return at;
}

export function* matchEdits(text: string, pattern: RegExp, instead: string): Generator<Edit> {
  for (const { 0: match, index } of text.matchAll(pattern)) {
    yield { start: index, end: index + match.length, instead };
  }
}

/** Applies edits in order, which must not overlap; `undefined` without any. */
export function rewrite({ text, toSource }: Reading, edits: Iterable<Edit>): Reading | undefined {
  const places: number[] = [];
  let rewritten = '';
  let done = 0;
  for (const { start, end, instead } of edits) {
    rewritten += text.slice(done, start) + instead;
    places.push(rewritten.length - instead.length, rewritten.length, start, end);
    done = end;
  }
  if (places.length === 0) return undefined;
  return {
    text: rewritten + text.slice(done),
    toSource: (start, end) =>
      toSource(placeBeforeEdits(places, start, false), placeBeforeEdits(places, end - 1, true)),
  };
}

/** Maps the start or end of a character to before the edits, which are sorted groups of four numbers. */
function placeBeforeEdits(edits: readonly number[], at: number, isEnd: boolean): number {
  const before = partitionPoint(edits.length / 4, group => (edits[group * 4] ?? 0) <= at);
  if (before === 0) return at + (isEnd ? 1 : 0);
  const [to = 0, start = 0, end = 0] = edits.slice(before * 4 - 3, before * 4);
  if (at < to) return isEnd ? end : start;
  return end + (at - to) + (isEnd ? 1 : 0);
}

/** Pairs: format characters and tags, and mathematical letters. */
const unseenPair = () => /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
const lookalikePair = /[\u{1d400}-\u{1d7ff}]/u;

/**
 * ECMA-48 control sequences, with ESC or C1: CSI; DCS, SOS, OSC, PM and APC up to BEL or ST, or the
 * introducer alone, so that one byte cannot hide the rest; other escapes. Linear time.
 */
export const sequences =
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|(?:\x1b[PX\]^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x80-\x9f]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-~]?/g;

const sequence = new RegExp(sequences.source, 'y');

/** Characters that are not read as written. */
export const readClasses =
  charClass.unseen | charClass.lookalike | charClass.introducer | charClass.surrogate;

/** `undefined` for a character that is read as written. */
export function readCharacter(text: string, at: number): Replacement | undefined {
  const code = text.charCodeAt(at);
  const kind = charClasses[code] ?? 0;
  if (kind & charClass.introducer) {
    sequence.lastIndex = at;
    if (sequence.test(text)) return { end: sequence.lastIndex, instead: '' };
  }
  if (kind & charClass.surrogate) return readPair(text.slice(at, at + 2), at + 2);
  if (kind & charClass.lookalike) return { end: at + 1, instead: toAscii(text.charAt(at)) };
  return code === 0x0d && text.charCodeAt(at + 1) === 0x0a ? undefined : { end: at + 1, instead: '' };
}

function readPair(pair: string, end: number): Replacement | undefined {
  if (unseenPair().test(pair)) return { end, instead: '' };
  return lookalikePair.test(pair) ? { end, instead: pair.normalize('NFKC') } : undefined;
}

function toAscii(character: string): string {
  if (/[\u2018-\u201b]/.test(character)) return "'";
  if (/[\u201c-\u201f]/.test(character)) return '"';
  return /[\u1680\u2800]/.test(character) ? ' ' : character.normalize('NFKC');
}

/**
 * Percent-encoding, escapes of JSON, programs, Markdown and terminals, character references, and the `&` of
 * an address, which ends a decoded header.
 */
const encoded =
  /(?<=(?:^|[?&"'])[\w.~%[\]-]{1,80}=[^\s&"'<>]*)&(?=[\w.~%[\]-]{1,60}=)|%[0-7][\da-f]|%u[\da-f]{4}|%(?:[cd][\da-f]|e[\da-f]%[89ab][\da-f]|f[\da-f](?:%[89ab][\da-f]){2})%[89ab][\da-f]|(?<!\\)\\+(?:u[\da-f]{4}|u\{[\da-f]{1,6}\}|x[\da-f]{2}|033|e(?=\[)|[nrt!#$%&()*+,./:;<=>?@[\]^_{|}~-])|&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,8});/iy;

/** `undefined` where no encoded character begins. */
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

function fromCode(hex: string): string | undefined {
  const code = Number.parseInt(hex, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
