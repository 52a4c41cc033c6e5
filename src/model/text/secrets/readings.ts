import { sequences } from '../sanitize.ts';
import { charClass, charClasses } from './char-classes.ts';
import { isSuspicious } from './suspicious.ts';

/** A text as a reader or a decoder sees it, and where its parts stand in the text as it was written. */
export type Reading = {
  readonly text: string;
  /** The place of `text.slice(start, end)` in the written text. */
  readonly toSource: (start: number, end: number) => readonly [start: number, end: number];
};

/** In a pair: format characters and tags, and mathematical letters. */
const unseenPair = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
const lookalikePair = /[\u{1d400}-\u{1d7ff}]/u;

const sequence = new RegExp(sequences.source, 'y');

/**
 * Percent-encoding, escapes of JSON, programs, Markdown and terminals, character references. Also the sign
 * between two parameters of an address, where a decoded header ends.
 */
const encoded =
  /(?<=(?:^|[?&"'])[\w.~%[\]-]{1,80}=[^\s&"'<>]*)&(?=[\w.~%[\]-]{1,60}=)|%[0-7][\da-f]|%u[\da-f]{4}|%(?:[cd][\da-f]|e[\da-f]%[89ab][\da-f]|f[\da-f](?:%[89ab][\da-f]){2})%[89ab][\da-f]|(?<!\\)\\+(?:u[\da-f]{4}|u\{[\da-f]{1,6}\}|x[\da-f]{2}|033|e(?=\[)|[nrt!#$%&()*+,./:;<=>?@[\]^_{|}~-])|&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,8});/iy;

const mostRounds = 6;

/** The text as written, then as a reader sees it, then decoded and read again for as long as that helps. */
export function* readingsOf(text: string): Generator<Reading> {
  const written: Reading = { text, toSource: (start, end) => [start, end] };
  yield written;
  yield* decodedReadings(written);
  if (!text.includes('\b')) return;
  const printed = rewrite(written, matchEdits(text, /[^\n\x08]\x08/g, ''));
  if (!printed) return;
  yield printed;
  yield* decodedReadings(printed);
}

/** The text as a reader sees it, decoded for as long as that helps. */
export function readableText(text: string): string {
  return [...readingsOf(text)].at(-1)?.text ?? text;
}

function* decodedReadings(written: Reading): Generator<Reading> {
  let latest = read(written) ?? written;
  if (latest !== written) yield latest;
  for (let round = 0; round < mostRounds; round++) {
    const decoded = rewrite(latest, charEdits(latest.text, charClass.encoded, decodeAt));
    if (!decoded) break;
    latest = read(decoded) ?? decoded;
    yield latest;
  }
  // A form writes blanks as `+`, which is an ordinary character elsewhere.
  if (!/[\w%]\+[\w%-]/.test(latest.text) || !isSuspicious(latest.text)) return;
  const spaced = rewrite(latest, matchEdits(latest.text, /\+/g, ' '));
  if (spaced) yield spaced;
}

function read(reading: Reading): Reading | undefined {
  return rewrite(reading, charEdits(reading.text, seen, readAt));
}

const seen = charClass.unseen | charClass.lookalike | charClass.introducer | charClass.surrogate;

/** How the character at `at` is read; `undefined` where it stays. */
function readAt(text: string, at: number): Replacement | undefined {
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
  if (unseenPair.test(pair)) return { end, instead: '' };
  return lookalikePair.test(pair) ? { end, instead: pair.normalize('NFKC') } : undefined;
}

function decodeAt(text: string, at: number): Replacement | undefined {
  encoded.lastIndex = at;
  const [part] = encoded.exec(text) ?? [];
  if (part === undefined) return undefined;
  const instead = decodePart(part);
  return instead === part ? undefined : { end: at + part.length, instead };
}

function toAscii(character: string): string {
  if (/[\u2018-\u201b]/.test(character)) return "'";
  if (/[\u201c-\u201f]/.test(character)) return '"';
  return /[\u1680\u2800]/.test(character) ? ' ' : character.normalize('NFKC');
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

const whitespace: Readonly<Record<string, string>> = { n: '\n', r: '\n', t: '\t' };

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

type Replacement = { readonly end: number; readonly instead: string };

type Edit = Replacement & { readonly start: number };

/** The replacements of the characters that have one of the classes in `bits`. */
function* charEdits(
  text: string,
  bits: number,
  replaceAt: (text: string, at: number) => Replacement | undefined,
): Generator<Edit> {
  for (let at = 0; at < text.length; at++) {
    if (((charClasses[text.charCodeAt(at)] ?? 0) & bits) === 0) continue;
    const replacement = replaceAt(text, at);
    if (!replacement) continue;
    const { end, instead } = replacement;
    yield { start: at, end, instead };
    at = end - 1;
  }
}

function* matchEdits(text: string, pattern: RegExp, instead: string): Generator<Edit> {
  for (const { 0: match, index } of text.matchAll(pattern)) {
    yield { start: index, end: index + match.length, instead };
  }
}

/** `undefined` where nothing is edited. */
function rewrite({ text, toSource }: Reading, edits: Iterable<Edit>): Reading | undefined {
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
    toSource: (start, end) => toSource(placeOf(places, start, false), placeOf(places, end - 1, true)),
  };
}

/** Where the character at `at` begins, or ends, before the edits: each four numbers, sorted. */
function placeOf(edits: readonly number[], at: number, isEnd: boolean): number {
  let low = 0;
  let high = edits.length / 4;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edits[middle * 4] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return at + (isEnd ? 1 : 0);
  const [to = 0, start = 0, end = 0] = edits.slice(low * 4 - 3, low * 4);
  if (at < to) return isEnd ? end : start;
  return end + (at - to) + (isEnd ? 1 : 0);
}
