import { endOfWords, type Part, toTemplate } from './end-of-words.ts';
import { fittingPatterns, matchedName } from './mask-expressions.ts';
import { createCharacterTest } from './signs.ts';

type MaskedMessage = {
  /** With a placeholder such as `<uuid>` or `<text>` for each masked part. */
  readonly template: string;
  /** The masked texts, paths and URLs that may tell causes apart, in order. */
  readonly values: readonly string[];
};

export type MessagePiece = {
  readonly text: string;
  readonly masked: string;
  readonly values: readonly string[];
};

const longestMessage = 1_000;

/** Masks a message that is one datum, as the name of a character set in Java. */
export function maskAll(message: string): MaskedMessage {
  return { template: '<text>', values: [maskPlain(message)] };
}

export function maskMessage(message: string): MaskedMessage {
  const { text, parts, last } = readParts(message);
  const values: string[] = [];
  let masked = '';
  let end = 0;
  for (const one of parts) {
    if (one.start >= last) break;
    masked += text.slice(end, one.start) + one.masked;
    for (const value of one.values) values.push(value);
    end = one.start + one.part.length;
  }
  return { template: toTemplate(masked + text.slice(end, last)), values };
}

function readParts(message: string) {
  const text = message.slice(0, longestMessage);
  const parts = maskedParts(text);
  return { text, parts, last: endOfWords(text, parts) };
}

export function messagePieces(message: string): readonly MessagePiece[] {
  const { text, parts, last } = readParts(message);
  const pieces: MessagePiece[] = [];
  let end = 0;
  for (const { start, part, masked, values } of parts) {
    if (start >= last) break;
    const before = text.slice(end, start);
    pieces.push({ text: before, masked: before, values: [] }, { text: part, masked, values });
    end = start + part.length;
  }
  const rest = text.slice(end, last);
  return [...pieces, { text: rest, masked: rest, values: [] }];
}

export function joinPieces(pieces: readonly MessagePiece[]): MaskedMessage {
  return {
    template: toTemplate(pieces.map(({ masked }) => masked).join('')),
    values: pieces.flatMap(({ values }) => values),
  };
}

/** Between the members of a list. */
const separator = /^(?:,? (?:and|or|und|oder|et|ou|y|e|o|и) |[,;] ?|\/|、|和|と|및 | & )$/u;
const longestSeparator = 6;

type Found = { readonly part: string; readonly start: number; readonly name: string };

/** Words in capitals, as currencies, and ids made of them: `no rate from EUR to BRL for PAY-WWKHS`. */
const capitals = /(?<= )(?!SIG[A-Z])[A-Z]{2,8}(?![\w$(-])|(?<![\w$-])[A-Z]{2,8}-[A-Z\d-]{3,20}(?![\w$-])/g;
const anyCapitals = /[A-Z]{2}/;
const mayHaveCapitals = createCharacterTest('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
/** Ids of letters alone, such as `TtFAsDeFZKzpqhSnCZevz`, change case more often than names. */
const longWord = /\b[A-Za-z]{16,64}\b|(?<=\b[a-z]{2,10}_)[A-Za-z]{8,64}\b/g;
const shortHump = /[A-Z]{2,}|(?<![a-z])[a-z](?![a-z])/g;
const leastHumps = 4;

function withCapitals(text: string, found: readonly Found[]): readonly Found[] {
  if (!mayHaveCapitals(text) || !anyCapitals.test(text)) return found;
  const words: Found[] = Array.from(text.matchAll(capitals), one => ({
    part: one[0],
    start: one.index,
    name: 'capitals',
  }));
  for (const { 0: part, index: start } of text.matchAll(longWord))
    if ((part.match(shortHump)?.length ?? 0) >= leastHumps) words.push({ part, start, name: 'random' });
  const free = words.filter(
    word =>
      !found.some(
        one => one.start < word.start + word.part.length && word.start < one.start + one.part.length,
      ),
  );
  return free.length === 0 ? found : [...found, ...free].sort((a, b) => a.start - b.start);
}

/** Parts of one kind that form a list become one part. */
function maskedParts(text: string): readonly Part[] {
  const { pattern, names } = fittingPatterns(text, 'everywhere') ?? nothing;
  const all: Part[] = [];
  pattern.lastIndex = 0;
  const found: Found[] = [];
  for (let one = pattern.exec(text); one; one = pattern.exec(text))
    found.push({ part: one[0], start: one.index, name: matchedName(names, one, 1) });
  for (const { part, start, name } of withCapitals(text, found)) {
    const values: string[] = [];
    const masked = replacement(part, name, values);
    const last = all.at(-1);
    if (last && masked.includes('<') && last.masked === masked && isList(text, last, start)) {
      const joined = text.slice(last.start, start + part.length);
      all[all.length - 1] = { ...last, part: joined, values: joinValues(last.values, values) };
    } else all.push({ start, part, masked, values });
  }
  return all;
}

const nothing = { pattern: /(?!)/g, names: [] };

function isList(text: string, { start, part }: Part, next: number): boolean {
  const end = start + part.length;
  return next - end <= longestSeparator && separator.test(text.slice(end, next));
}

function joinValues(values: readonly string[], others: readonly string[]): readonly string[] {
  return values.length === 0 ? values : [[...values, ...others].join(',')];
}

function replacement(text: string, name: string, values: string[]): string {
  switch (name) {
    case 'position':
      return '';
    case 'kept':
      return text;
    case 'named':
      return isConstantName(text) ? text : maskQuoted(text, values);
    case 'quoted':
      return maskQuoted(text, values);
    case 'url':
      return keep(values, name, urlPath(text));
    case 'text':
    case 'pair':
      return keep(values, 'text', maskPlain(text));
    case 'capitals':
      return text.includes('-') ? '<id>' : keep(values, 'code', text);
    case 'random':
      return '<id>';
    case 'compound':
      return /^[A-Z\d-]+$/.test(text) ? '<id>' : maskPlain(text);
    case 'code':
    case 'range':
      return keep(values, name, text);
    case 'pod':
      return keep(values, name, text.replace(/^.*\/|-[^-]+-[^-]+$/gu, ''));
    case 'path':
    case 'file':
      return keep(values, 'path', lastOfPath(text.replace(/[:(][\d:,]+\)?$/, '')));
    case 'resource':
      return keep(values, name, maskPlain(text.slice(text.lastIndexOf(':') + 1)));
    case 'token':
    case 'mixed':
      return code.test(text) && !format.test(text) ? keep(values, 'code', text) : maskToken(text);
    default:
      return placeholder(name);
  }
}

/** Codes such as `P2002` and `42P01`. */
const code = /^(?:(?=.{2,7}$)[A-Z]{1,6}\d+|(?:AADSTS|ORA-|TNS-|PLS-|CVE-)[\d-]+|[A-Z\d]{3,6})$/;
/** Formats and protocols, whose number is part of their name. */
const format = /^(?:(?:utf|ipv|http|oauth|sha|md|mp|es|base|aes)-?\d{1,4}|[svhrx]\d)$/i;
const shortestId = 8;

/** Keeps the letters before a number, as in `user3`. */
function maskToken(text: string): string {
  if (format.test(text)) return text;
  const isNumbered = /^[a-z]+-?\d+$/i.test(text) && (text.length < shortestId || text.includes('-'));
  return isNumbered ? text.replace(/\d+$/, '<n>') : `${/^[a-z]{2,10}_/i.exec(text)?.[0] ?? ''}<id>`;
}

function placeholder(name: string): string {
  return name === 'suffix' ? '<id>' : `<${name}>`;
}

function keep(values: string[], name: string, value: string): string {
  values.push(value);
  return `<${name}>`;
}

/** A quoted sentence is kept and masked inside; anything else is a value. */
function maskQuoted(text: string, values: string[]): string {
  const inner = text.slice(1, -1);
  if (inner === '') return text;
  if (/^<[a-z!?]/i.test(inner)) return '<markup>';
  if (isSentence(inner)) {
    const { template, values: own } = maskMessage(inner);
    values.push(...own);
    return `"${template}"`;
  }
  return keep(values, 'text', isPath(inner) ? lastOfPath(inner) : maskPlain(inner));
}

const wordsOfSentence = 5;

function isSentence(text: string): boolean {
  let words = 0;
  for (const word of text.split(' ')) if (/^\p{L}{2,}[.,:;!?]?$/u.test(word)) words += 1;
  return words >= wordsOfSentence;
}

function isConstantName(text: string): boolean {
  const inner = text.slice(1, -1);
  return maskPlain(inner) === inner;
}

function isPath(text: string): boolean {
  return /^(?:[A-Za-z]:\\|\.{0,2}\/|file:\/\/)\S*$/u.test(text);
}

/** The name of a file, or its extension alone where the name varies. */
function lastOfPath(path: string): string {
  const name = maskPlain(
    path
      .replace(/[\\/]+$/u, '')
      .split(/[\\/]/u)
      .at(-1) ?? '',
  );
  return name.includes('<') || temporary.test(name) || (inTemporary.test(path) && randomEnd.test(name))
    ? `*${/\.\w+$/u.exec(name)?.[0] ?? ''}`
    : name;
}

/** Folders in which the names of files end in random letters. */
const inTemporary = /^\/tmp\/|^\/var\/folders\/|\\Temp\\/u;
const randomEnd = /[-.][A-Za-z\d]{6,10}(?:\.\w{1,5})?$/u;
/** The end that `mkdtemp` makes: `build-Xk3f9Q`. */
const temporary = /-(?=[A-Za-z\d]{6}$)(?=.*(?:\d|[a-z][A-Z]))/u;

function urlPath(url: string): string {
  const path = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*([^?#]*)/i.exec(url)?.[1] ?? '';
  return path.split('/').map(maskPlain).join('/');
}

function maskPlain(text: string): string {
  const fitting = fittingPatterns(text, 'inside quotes');
  if (!fitting) return text;
  const { pattern, names } = fitting;
  return text.replace(pattern, (part: string, ...captures: unknown[]) => {
    const name = matchedName(names, captures);
    return name === 'kept' ? part : (sameInValues[name] ?? placeholder(name));
  });
}

/** Whether an id has letters is chance, so values do not tell these apart. */
const sameInValues: Readonly<Record<string, string>> = {
  address: '<host>',
  hex: '<id>',
  uuid: '<id>',
  n: '<id>',
};
