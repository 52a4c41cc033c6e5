import { fittingPatterns, matchedName } from './mask-patterns.ts';

/** A message with what varies taken out. */
export type MaskedMessage = {
  /** The words, with a placeholder such as `<uuid>` or `<text>` for each part that was masked. */
  readonly template: string;
  /** The parts of quoted texts, paths and URLs that may tell one cause from another, in order. */
  readonly values: readonly string[];
};

export type MessagePiece = {
  /** The part as it is in the message. */
  readonly text: string;
  /** The part as it is in the template. */
  readonly masked: string;
  /** The entry of `MaskedMessage.values` for this part, if it may tell one cause from another. */
  readonly value?: string;
};

const longestMessage = 1_000;

/** A message that is one datum, as the name of a character set in Java. */
export function maskAll(message: string): MaskedMessage {
  return { template: '<text>', values: [maskPlain(message)] };
}

export function maskMessage(message: string): MaskedMessage {
  const text = message.slice(0, longestMessage);
  const values: string[] = [];
  let template = '';
  let end = 0;
  for (const { part, index, name } of findParts(text)) {
    template += text.slice(end, index) + replacement(part, name, values);
    end = index + part.length;
  }
  template += text.slice(end);
  return { template: toTemplate(template), values };
}

function toTemplate(masked: string): string {
  return masked.replace(/\s{2,}|[^\S ]/g, ' ').trim();
}

/** The parts of a message, of which its template is made. */
export function messagePieces(message: string): readonly MessagePiece[] {
  const text = message.slice(0, longestMessage);
  const pieces: MessagePiece[] = [];
  let end = 0;
  for (const { part, index, name } of findParts(text)) {
    const before = text.slice(end, index);
    const values: string[] = [];
    const masked = replacement(part, name, values);
    pieces.push({ text: before, masked: before }, { text: part, masked, value: values[0] });
    end = index + part.length;
  }
  return [...pieces, { text: text.slice(end), masked: text.slice(end) }];
}

/** The inverse of `messagePieces`: the masked message of these parts. */
export function joinPieces(pieces: readonly MessagePiece[]): MaskedMessage {
  return {
    template: toTemplate(pieces.map(({ masked }) => masked).join('')),
    values: pieces.flatMap(({ value }) => value ?? []),
  };
}

type Found = { readonly part: string; readonly index: number; readonly name: string };

/** No pattern fits an empty text. */
function findParts(text: string): readonly Found[] {
  const fitting = fittingPatterns(text, 'everywhere');
  const all: Found[] = [];
  if (!fitting) return all;
  const { pattern, names } = fitting;
  pattern.lastIndex = 0;
  for (let found = pattern.exec(text); found; found = pattern.exec(text))
    all.push({ part: found[0], index: found.index, name: matchedName(names, found, 1) });
  return all;
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
      return keep(values, name, maskPlain(text));
    case 'range':
      return keep(values, name, text);
    case 'path':
      return keep(values, name, lastOfPath(text));
    case 'resource':
      return keep(values, name, maskPlain(text.slice(text.lastIndexOf(':') + 1)));
    case 'token':
    case 'mixed':
      return code.test(text) && !format.test(text) ? keep(values, 'code', text) : maskToken(text);
    default:
      return placeholder(name);
  }
}

/** Codes of capitals and digits, such as `P2002` and `42P01`. */
const code = /^(?:[A-Z]{1,5}-?\d{1,5}|[A-Z\d]{3,6})$/;
/** Formats and protocols, whose number is a part of their name. */
const format = /^(?:(?:utf|ipv|http|oauth|sha|md|mp|es|base|aes)-?\d{1,4}|[svhrx]\d)$/i;
const shortestId = 8;

/** The letters before a number stay, as in `user3`. */
function maskToken(text: string): string {
  if (format.test(text)) return text;
  const isNumbered = /^[a-z]+-?\d+$/i.test(text) && (text.length < shortestId || text.includes('-'));
  return isNumbered ? text.replace(/\d+$/, '<n>') : '<id>';
}

function placeholder(name: string): string {
  return name === 'suffix' ? '<id>' : `<${name}>`;
}

function keep(values: string[], name: string, value: string): string {
  values.push(value);
  return `<${name}>`;
}

/** Quoted punctuation stays as it is; anything else is a value. */
function maskQuoted(text: string, values: string[]): string {
  const inner = text.slice(1, -1);
  if (!/[\p{L}\p{N}]/u.test(inner)) return text;
  if (/^<[a-z!?]/iu.test(inner)) return '<markup>';
  return keep(values, 'text', isPath(inner) ? lastOfPath(inner) : maskPlain(inner));
}

/** Whether a quoted name holds nothing that varies, such as a number or an id. */
function isConstantName(text: string): boolean {
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
  return name.includes('<') || temporary.test(name) ? `*${/\.\w+$/u.exec(name)?.[0] ?? ''}` : name;
}

/** Matches the end of a name that `mkdtemp` made: `build-Xk3f9Q`. */
const temporary = /-(?=[A-Za-z\d]{6}$)(?=.*(?:\d|[a-z][A-Z]))/u;

function urlPath(url: string): string {
  const path = /^[a-z][a-z\d+.-]*:\/\/[^/?#]*([^?#]*)/iu.exec(url)?.[1] ?? '';
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

/** Placeholders that are the same in values, because whether an id has letters is chance. */
const sameInValues: Readonly<Record<string, string>> = {
  address: '<host>',
  hex: '<id>',
  uuid: '<id>',
  n: '<id>',
};
